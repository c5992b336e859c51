// Lists by keyboard, as in a spreadsheet: arrows, Home, End, with Ctrl to the edge, with Shift a block; Ctrl+C copies
// the block as tab-separated text; Enter opens the row.  One cell of the table is in the order of Tab, so the keyboard
// passes a list of a thousand rows in one step.  Space takes the row where rows can be chosen.  Letters do nothing here:
// they belong to what is typed.

import { rowAt, rowCount, rowNumber, rowShow, rowsShown } from './rows.js';

const STEPS = {
	ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1],
	Home: [0, -Infinity], End: [0, Infinity], PageUp: [-20, 0], PageDown: [20, 0],
};

const between = (n, most) => Math.max(0, Math.min(n, most));

function grid(table) {
	let at = null; // where the cursor is
	let from = null; // where a block began
	let marked = [];

	const cell = (p) => rowAt(table, p.row)?.cells[p.col];
	const place = (td) => ({ row: rowNumber(table, td.parentNode), col: td.cellIndex });
	const inBody = (td) => td?.closest('tbody')?.parentNode === table;

	function* rowsOf({ top, bottom }) {
		for (let r = top; r <= bottom; r++)
			yield rowAt(table, r);
	}

	function unmark() {
		for (const td of marked)
			td.removeAttribute('aria-selected');
		marked = [];
	}

	function mark() {
		unmark();
		if (!from || (from.row === at.row && from.col === at.col))
			return;
		// Of a block of thousands of rows those are marked that are laid out.
		const { top, bottom, left, right } = block();
		for (const row of rowsShown(table, top, bottom))
			for (let c = left; c <= right && c < row.cells.length; c++)
				marked.push(row.cells[c]);
		for (const td of marked)
			td.setAttribute('aria-selected', 'true');
	}

	function block() {
		const other = from ?? at;
		return { top: Math.min(other.row, at.row), bottom: Math.min(Math.max(other.row, at.row), rowCount(table) - 1),
			left: Math.min(other.col, at.col), right: Math.max(other.col, at.col) };
	}

	// Space: the rows of the block become as the first of them is not.
	function take() {
		const boxes = [...rowsOf(block())].map((row) => row.querySelector('input[name="_row"]'));
		const on = !boxes[0]?.checked;
		for (const box of boxes)
			if (box)
				box.checked = on;
		boxes[0]?.dispatchEvent(new Event('change', { bubbles: true }));
		return boxes[0];
	}

	function go(to, extend) {
		const td = cell(to);
		if (!td)
			return;
		rowShow(table, to.row);
		if (extend)
			from ??= at;
		else
			from = null;
		if (at)
			cell(at)?.setAttribute('tabindex', '-1');
		at = to;
		td.setAttribute('tabindex', '0');
		td.focus();
		td.scrollIntoView({ block: 'nearest', inline: 'nearest' });
		mark();
	}

	function copy(event) {
		if (!at || String(getSelection()) || !table.contains(document.activeElement))
			return;
		const { left, right } = block();
		const plain = (text) => (/\s{2}|[\t\n]/.test(text) ? text.replace(/\s+/g, ' ') : text).trim();
		const lines = [...rowsOf(block())].map((row) => [...row.cells].slice(left, right + 1)
			.map((td) => plain(td.textContent)).join('\t'));
		event.clipboardData.setData('text/plain', lines.join('\n'));
		event.preventDefault();
	}

	function key(event) {
		if (event.isComposing || event.altKey || event.target.closest('input, select, textarea, button'))
			return;
		const td = event.target.closest('td, th');
		if (!inBody(td))
			return;
		at = place(td);
		if (event.key === 'Enter') {
			if (event.target === td)
				(td.querySelector('a') ?? td.parentNode.querySelector('a'))?.click();
			return;
		}
		const step = STEPS[event.key];
		if (event.key === ' ' && take())
			event.preventDefault();
		if (!step)
			return;
		const most = { row: rowCount(table) - 1, col: td.parentNode.cells.length - 1 };
		const far = event.ctrlKey || event.metaKey;
		let to = { row: between(at.row + step[0] * (far ? most.row + 1 : 1), most.row),
			col: step[1] ? between(at.col + step[1] * (far ? most.col + 1 : 1), most.col) : at.col };
		if (far && (event.key === 'Home' || event.key === 'End'))
			to = event.key === 'Home' ? { row: 0, col: 0 } : most;
		event.preventDefault();
		go(to, event.shiftKey);
	}

	table.addEventListener('keydown', key);
	table.addEventListener('mousedown', (event) => {
		const td = event.target.closest('td, th');
		if (!inBody(td) || event.target.closest('a, button, input, select, label'))
			return;
		if (event.shiftKey && at)
			event.preventDefault();
		go(place(td), event.shiftKey);
	});
	document.addEventListener('copy', copy);
	let drawn = 0;
	table.parentNode.addEventListener('scroll', () => {
		cancelAnimationFrame(drawn);
		drawn = from ? requestAnimationFrame(mark) : 0;
	}, { passive: true });
	rowAt(table, 0)?.cells[0]?.setAttribute('tabindex', '0');
}

export function grids(root) {
	for (const table of root.querySelectorAll('table.sheet'))
		if (table.tBodies[0])
			grid(table);
}
