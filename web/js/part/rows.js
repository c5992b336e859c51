// The rows of a long list in groups, of which only those near what is seen are laid out: a list of thousands answers a
// key as fast as one of fifty.  Every group but the last has GROUP rows, so a row's number tells where it is.  A group
// far away is as high as it was when it was seen, else as its neighbours.

const GROUP = 25, AROUND = 400; // px above and below the window
const HIGH = 31; // px of a row never seen

const bodies = (table) => table.tBodies;

export function rowCount(table) {
	const all = bodies(table), n = all.length;
	return n ? (n - 1) * GROUP + all[n - 1].rows.length : 0;
}

export const rowAt = (table, n) => (bodies(table).length === 1 ? bodies(table)[0].rows[n] :
	bodies(table)[Math.floor(n / GROUP)]?.rows[n % GROUP]);

export const rowNumber = (table, row) => Math.max(0, [...bodies(table)].indexOf(row.parentNode)) * GROUP +
	row.sectionRowIndex;

// Of the rows from top to bottom those that are laid out.
export function* rowsShown(table, top, bottom) {
	for (const [i, body] of [...bodies(table)].entries()) {
		const first = i * GROUP;
		if (body.classList.contains('far') || first > bottom || first + body.rows.length <= top)
			continue;
		for (let r = Math.max(top, first); r <= Math.min(bottom, first + body.rows.length - 1); r++)
			yield body.rows[r - first];
	}
}

function setFar(body, far) {
	if (body.classList.contains('far') === far)
		return;
	if (far)
		body.style.setProperty('--high', `${body.offsetHeight}px`);
	body.classList.toggle('far', far);
}

// Columns keep their widths when other rows come into sight.
function freeze(table) {
	if (getComputedStyle(table).display !== 'table' || table.style.tableLayout)
		return;
	const heads = [...table.tHead.rows[0].cells], widths = heads.map((th) => th.offsetWidth), all = table.offsetWidth;
	heads.forEach((th, i) => th.style.width = `${widths[i]}px`);
	table.style.width = `${all}px`;
	table.style.tableLayout = 'fixed';
}

function thaw(table) {
	table.style.tableLayout = table.style.width = '';
	for (const th of table.tHead.rows[0].cells)
		th.style.width = '';
}

function look(table) {
	const all = [...bodies(table)];
	if (all.length < 2)
		return;
	freeze(table);
	const places = all.map((body) => body.getBoundingClientRect());
	const box = table.parentNode.getBoundingClientRect();
	const top = Math.max(0, box.top) - AROUND, bottom = Math.min(innerHeight, box.bottom) + AROUND;
	all.forEach((body, i) => setFar(body, !body.contains(document.activeElement) &&
		(places[i].bottom < top || places[i].top > bottom)));
}

// Lays out the group of a row that is to be gone to.
export function rowShow(table, n) {
	const body = bodies(table)[Math.floor(n / GROUP)];
	if (body)
		setFar(body, false);
}

export function rowsAppend(table, rows) {
	let last = bodies(table)[bodies(table).length - 1];
	for (const row of rows) {
		if (last.rows.length >= GROUP) {
			const next = document.createElement('tbody');
			next.className = 'far';
			next.style.setProperty('--high', `${GROUP * HIGH}px`);
			last.after(next);
			last = next;
		}
		last.append(row);
	}
	look(table);
}

export function rowsReplace(table, rows) {
	for (const body of [...bodies(table)].slice(1))
		body.remove();
	bodies(table)[0].classList.remove('far');
	bodies(table)[0].replaceChildren();
	thaw(table);
	rowsAppend(table, [...rows]);
}

export function longLists(root) {
	for (const table of root.querySelectorAll('table.sheet.list')) {
		const rows = [...bodies(table)[0]?.rows ?? []];
		if (!rows.length)
			continue;
		if (rows.length > GROUP) {
			freeze(table);
			rowsAppend(table, rows.slice(GROUP));
		}
		let drawn = 0;
		const later = () => drawn ||= requestAnimationFrame(() => {
			drawn = 0;
			look(table);
		});
		table.parentNode.addEventListener('scroll', later, { passive: true });
		addEventListener('scroll', later, { passive: true });
		addEventListener('resize', () => {
			thaw(table);
			later();
		});
		// What is printed is all of it.
		addEventListener('beforeprint', () => [...bodies(table)].forEach((body) => setFar(body, false)));
	}
}
