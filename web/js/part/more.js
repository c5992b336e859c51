// "All" rows: what the first answer does not hold comes a hundred at a time, the first thousands by themselves while
// nothing else is to do, the rest as the end of the table comes near.  Each piece is small, so that no key waits for it.
// Without scripts the same rows are on the next pages.

import { rowCount, rowsAppend } from './rows.js';
import { language, say } from './say.js';

const PIECE = 100, BY_ITSELF = 2500;

const written = (n) => n.toLocaleString(language);
const numberIn = (text) => Number(text.replace(/\D/g, ''));

export function pieceOf(address, page) {
	const to = new URL(address, location.href);
	to.searchParams.set('size', PIECE);
	to.searchParams.set('page', page);
	return to;
}

export function more(root) {
	const table = root.querySelector('table.sheet.list');
	const count = () => rowCount(table);
	const first = () => table.tBodies[0].rows[0];
	let under = null; // a piece is on its way

	const wants = () => new URL(location.href).searchParams.get('size') === 'all';
	const total = () => numberIn(root.querySelector('.head .count strong').textContent);
	const done = () => count() >= total() || first().classList.contains('none');

	function tell() {
		const pages = root.querySelector('nav.pages');
		const n = written(Math.min(count(), total()));
		const text = document.createElement('span');
		text.textContent = done() ? say('Đủ %s dòng').replace('%s', n) :
			say('1 đến %s trong %s; cuộn xuống để xem tiếp').replace('%s', n).replace('%s', written(total()));
		pages?.replaceChildren(text);
	}

	async function piece() {
		const mine = location.href, at = count();
		const answer = await fetch(pieceOf(mine, at / PIECE + 1));
		const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
		const rows = [...(page.querySelector('#main table.sheet.list')?.tBodies[0].rows ?? [])];
		// Another question was asked meanwhile.
		if (location.href !== mine || count() !== at)
			return true;
		rowsAppend(table, rows);
		tell();
		root.dispatchEvent(new Event('rows'));
		return rows.length > 0;
	}

	const near = () => {
		const box = table.parentNode.getBoundingClientRect(), end = table.tBodies[table.tBodies.length - 1].getBoundingClientRect();
		return end.bottom < Math.max(box.bottom, innerHeight) + 2000;
	};

	async function fill() {
		if (under || !wants() || done() || count() % PIECE)
			return;
		if (count() >= BY_ITSELF && !near())
			return;
		under = true;
		const fine = await piece().catch(() => false);
		under = false;
		if (fine)
			(window.requestIdleCallback ?? setTimeout)(fill);
	}

	if (!table || !first())
		return;
	table.parentNode.addEventListener('scroll', fill, { passive: true });
	addEventListener('scroll', fill, { passive: true });
	root.addEventListener('asked', fill);
	if (wants()) {
		tell();
		fill();
	}
}
