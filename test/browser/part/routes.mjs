// The pages that there are: the route table as the sources have it, and a walk of the links that an account is shown.
import { readFileSync } from 'node:fs';

const TABLES = ['src/site/face.c', 'src/web/pages.c'];
// Asked in a box; a month that is not sent yet (walked first: one sheet stands for all).
const ALSO = ['/month?month=2023-02', '/search?q=an'];

// "/r/:record/:id": those that answer with a page.
export function routes() {
	const row = /\{ DOOR_\w+,\s+GET,\s+"([^"]+)",\s+&/g;
	return TABLES.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(row)].map((m) => m[1]));
}

export const fits = (route, path) => new RegExp(`^${route.replace(/:\w+/g, '[^/]+')}$`).test(path.replace(/\?.*/, ''));

// "/r/member/1207/history" is of the kind "/r/member/#/history"; with questions the record type does not count:
// "/r/*/#/history?on".
function kind(path) {
	const [place, asked] = path.replace(/\d+/g, '#').split('?');
	return asked === undefined ? place :
		place.replace(/^(\/(?:r|print|figure|open|report))\/[\w.]+/, '$1/*') + '?' + asked.replace(/=[^&]*/g, '');
}

const links = (text) => [...text.matchAll(/<a [^>]*?href="(\/[^"#]*)/g)].map((m) => m[1].replaceAll('&amp;', '&'))
	.filter((to) => !/^\/(export|static|api)\//.test(to) && !to.startsWith('//'));

// The text of a page for who is signed in there; null: it is none.
export async function text(page, path) {
	const answer = await page.context().request.get(path);
	return (answer.headers()['content-type'] ?? '').startsWith('text/html') ? answer.text() : null;
}

// Things that are there only once somebody has made them: a table under way, and one that was compared.
const TABLE = 'Họ và tên;Giới tính;Ngày sinh\nTrần Văn Thử;Nam;02/03/1975\n';
export async function prepare(page) {
	const file = { name: 'thu.csv', mimeType: 'text/csv', buffer: Buffer.from(TABLE) };
	for (const path of ['/r/person/import', '/r/person/reconcile']) {
		await page.goto(path);
		await page.locator('#f-file').setInputFiles(file);
		await page.getByRole('main').locator('form:has(#f-file) button').last().click();
		await page.waitForURL((there) => there.pathname !== path);
	}
}

// One page of each kind, from the first page on; visit(path, text) returns false to end it.
export async function walk(page, visit) {
	const kinds = new Set(['/']), todo = [...ALSO, '/'];
	while (todo.length) {
		const path = todo.shift(), html = await text(page, path);
		if (!html)
			continue;
		if (visit(path, html) === false)
			return;
		for (const to of links(html))
			if (!kinds.has(kind(to)) && kinds.add(kind(to)))
				todo.push(to);
	}
}
