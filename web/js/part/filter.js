// The row of inputs under the headings of a list: what is typed is asked 300 ms after the last key, never in the middle
// of an input method's composition, and the answer takes the place of the rows while the cursor stays where it types.

import { pieceOf } from './more.js';
import { rowsReplace } from './rows.js';

const WAIT = 300;
const PARTS = ['.head .count', '.pages', '.errs', '.head .does', 'nav.views', 'form.bulk', 'tfoot'];

function address(form) {
	const query = new URLSearchParams();
	for (const [name, value] of new FormData(form))
		if (value || name === 'where')
			query.append(name, value);
	return `${form.getAttribute('action')}?${query}`;
}

// Parts that only one of the two pages has come and go with their place.
function swap(now, next, part) {
	const old = now.querySelector(part), made = next.querySelector(part);
	if (old && made)
		old.replaceWith(made);
	else if (old)
		old.remove();
	else if (made && part === '.errs')
		now.querySelector('form.ask').before(made);
	else if (made && part === 'form.bulk')
		now.querySelector('.pages').before(made);
	else if (made && part === 'tfoot')
		now.querySelector('table.sheet').append(made);
}

const frame = () => new Promise(requestAnimationFrame);

function rows(table, made) {
	rowsReplace(table, made.tBodies[0].rows);
	table.tBodies[0].rows[0]?.cells[0]?.setAttribute('tabindex', '0');
	table.tHead.rows[0].replaceWith(made.tHead.rows[0]);
}

export function filters(root) {
	const form = root.querySelector('form.ask#ask');
	const row = root.querySelector('table.sheet tr.filters');
	if (!form || !row)
		return;
	const main = root.querySelector('#main'), table = row.closest('table');
	let timer, asked = 0, shown = address(form);

	async function ask() {
		const to = address(form), mine = ++asked;
		if (to === shown)
			return;
		main.setAttribute('aria-busy', 'true');
		// Of all rows the first piece is the answer; the rest follows it.
		const answer = await fetch(new URLSearchParams(to.split('?')[1]).get('size') === 'all' ? pieceOf(to, 1) : to);
		const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
		if (mine !== asked)
			return;
		main.removeAttribute('aria-busy');
		const made = page.querySelector('#main table.sheet tr.filters')?.closest('table');
		if (!made || made.tHead.rows[0].cells.length !== table.tHead.rows[0].cells.length)
			return location.assign(to);
		shown = to;
		// Each in a frame of its own, so that no key waits for all of them.
		await frame();
		rows(table, made);
		await frame();
		for (const part of PARTS)
			swap(main, page.querySelector('#main'), part);
		history.replaceState(null, '', to);
		root.dispatchEvent(new Event('asked'));
		root.dispatchEvent(new Event('rows'));
	}

	function later(event) {
		if (event.isComposing)
			return;
		clearTimeout(timer);
		timer = setTimeout(ask, WAIT);
	}

	row.addEventListener('input', later);
	row.addEventListener('compositionstart', () => clearTimeout(timer));
	row.addEventListener('compositionend', later);
	// What is empty says nothing: it stays out of the address.
	form.addEventListener('submit', (event) => {
		event.preventDefault();
		location.assign(address(form));
	});
}
