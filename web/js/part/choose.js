// Rows of a list chosen for one step: Shift takes all between two, Space on a cell takes its row (or the rows of the
// block), and what is chosen is told beside the button.  Numbers go as one short text, so that five hundred of them
// still fit into an address.

import { language, say } from './say.js';

export function choices(root) {
	const table = root.querySelector('table.sheet:has(input[name="_row"])');
	if (!table || !root.querySelector('form#bulk'))
		return;
	const boxes = () => [...table.querySelectorAll('input[name="_row"]')];
	const form = () => root.querySelector('form#bulk');
	const told = document.createElement('output');
	let last = null; // the box that was pressed before

	function tell() {
		const f = form();
		if (!f)
			return;
		const n = table.querySelectorAll('input[name="_row"]:checked').length, all = f.elements._all.checked;
		f.prepend(told);
		told.textContent = all || !n ? '' : say('Đã chọn %s dòng').replace('%s', n.toLocaleString(language));
		f.classList.toggle('chosen', all || n > 0);
	}

	table.addEventListener('click', (event) => {
		const box = event.target;
		if (box.name !== '_row')
			return;
		const all = event.shiftKey && last?.isConnected ? boxes() : [];
		const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
		for (const between of all.slice(from, to + 1))
			between.checked = box.checked;
		last = box;
		tell();
	});
	// Shift and a press would mark the text between.
	table.addEventListener('mousedown', (event) => event.shiftKey && event.target.name === '_row' &&
		event.preventDefault());
	root.addEventListener('change', (event) => event.target.form === form() && tell());
	root.addEventListener('rows', tell);
	root.addEventListener('submit', (event) => {
		const f = form();
		if (event.target !== f || f.elements._all.checked)
			return;
		event.preventDefault();
		const rows = boxes().filter((box) => box.checked).map((box) => Number(box.value).toString(36)).join('.');
		const query = new URLSearchParams({ _list: f.elements._list.value, _rows: rows });
		location.assign(`${f.getAttribute('action')}?${query}`);
	});
	tell();
}
