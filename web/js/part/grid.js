// Lists by keyboard, as in a spreadsheet: arrows, Home, End, with Ctrl to the edge, with Shift a block; Ctrl+C copies
// the block as tab-separated text; Enter opens the row.  One cell of the table is in the order of Tab, so the keyboard
// passes a list of a thousand rows in one step.  Letters do nothing here: they belong to what is typed.

const STEPS = {
	ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1],
	Home: [0, -Infinity], End: [0, Infinity], PageUp: [-20, 0], PageDown: [20, 0],
};

const between = (n, most) => Math.max(0, Math.min(n, most));

function grid(table) {
	const body = table.tBodies[0];
	let at = null; // where the cursor is
	let from = null; // where a block began
	let marked = [];

	const rows = () => body.rows;
	const cell = (p) => rows()[p.row]?.cells[p.col];
	const place = (td) => ({ row: td.parentNode.sectionRowIndex, col: td.cellIndex });

	function unmark() {
		for (const td of marked)
			td.removeAttribute('aria-selected');
		marked = [];
	}

	function mark() {
		unmark();
		if (!from || (from.row === at.row && from.col === at.col))
			return;
		const [top, bottom] = [from.row, at.row].sort((a, b) => a - b);
		const [left, right] = [from.col, at.col].sort((a, b) => a - b);
		for (let r = top; r <= bottom; r++)
			for (let c = left; c <= right && c < rows()[r].cells.length; c++)
				marked.push(rows()[r].cells[c]);
		for (const td of marked)
			td.setAttribute('aria-selected', 'true');
	}

	function go(to, extend) {
		const td = cell(to);
		if (!td)
			return;
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
		const cells = marked.length ? marked : [cell(at)];
		let text = '';
		for (const [i, td] of cells.entries()) {
			if (i)
				text += td.parentNode === cells[i - 1].parentNode ? '\t' : '\n';
			text += td.innerText.replace(/\s+/g, ' ').trim();
		}
		event.clipboardData.setData('text/plain', text);
		event.preventDefault();
	}

	function key(event) {
		if (event.isComposing || event.altKey || event.target.closest('input, select, textarea, button'))
			return;
		const td = event.target.closest('td, th');
		if (!td || !body.contains(td))
			return;
		at = place(td);
		if (event.key === 'Enter') {
			if (event.target === td)
				(td.querySelector('a') ?? td.parentNode.querySelector('a'))?.click();
			return;
		}
		const step = STEPS[event.key];
		if (!step)
			return;
		const most = { row: rows().length - 1, col: td.parentNode.cells.length - 1 };
		const far = event.ctrlKey || event.metaKey;
		let to = { row: between(at.row + step[0] * (far ? most.row + 1 : 1), most.row),
			col: step[1] ? between(at.col + step[1] * (far ? most.col + 1 : 1), most.col) : at.col };
		if (far && (event.key === 'Home' || event.key === 'End'))
			to = event.key === 'Home' ? { row: 0, col: 0 } : most;
		event.preventDefault();
		go(to, event.shiftKey);
	}

	body.addEventListener('keydown', key);
	body.addEventListener('mousedown', (event) => {
		const td = event.target.closest('td, th');
		if (!td || event.target.closest('a, button, input, select, label'))
			return;
		if (event.shiftKey && at)
			event.preventDefault();
		go(place(td), event.shiftKey);
	});
	document.addEventListener('copy', copy);
	rows()[0]?.cells[0]?.setAttribute('tabindex', '0');
}

export function grids(root) {
	for (const table of root.querySelectorAll('table.sheet'))
		if (table.tBodies[0])
			grid(table);
}
