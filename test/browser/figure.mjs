// A figure by organisation is sorted by its heading; over time a line stands above the table that it is drawn from; and
// the workbook of what it counts holds what the screen shows.
import { inflateRawSync } from 'node:zlib';

// The files of a ZIP by their names, found from its directory at the end.
function unzip(zip) {
	const files = {}, end = zip.lastIndexOf('PK\x05\x06', undefined, 'latin1');
	for (let at = zip.readUInt32LE(end + 16), n = zip.readUInt16LE(end + 10); n--;) {
		const [method, size, local] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20), zip.readUInt32LE(at + 42)];
		const [name, extra, comment] = [28, 30, 32].map(x => zip.readUInt16LE(at + x));
		const from = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
		const bytes = zip.subarray(from, from + size);
		files[zip.toString('utf8', at + 46, at + 46 + name)] = (method ? inflateRawSync(bytes) : bytes).toString();
		at += 46 + name + extra + comment;
	}
	return files;
}

const plain = text => text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&amp;/g, '&');

// Rows of texts and numbers, as they stand.
function cells(files) {
	const shared = [...(files['xl/sharedStrings.xml'] ?? '').matchAll(/<si>(.*?)<\/si>/gs)]
		.map(m => plain(m[1].replace(/<[^>]*>/g, '')));
	return [...files['xl/worksheets/sheet1.xml'].matchAll(/<row [^>]*>(.*?)<\/row>/gs)].map(row =>
		[...row[1].matchAll(/<c ([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)].map(([, head, inside = '']) => {
			const text = plain(inside.replace(/<[^>]*>/g, ''));
			return head.includes('t="s"') ? shared[Number(text)] : text;
		}));
}

// As the screen writes it: 44872 is 06/11/2022 where a day stands.
function shown(text, like) {
	if (!/^\d\d\/\d\d\/\d{4}$/.test(like))
		return text;
	const day = new Date(Date.UTC(1899, 11, 30) + Number(text) * 86400000).toISOString().slice(0, 10);
	return day.split('-').reverse().join('/');
}

export default async function ({ page, step, signIn, number, must }) {
	const main = page.getByRole('main');
	const first = async () => number(main.locator('table.report tbody tr').first().locator('td').first());

	await step('signs in', () => signIn('totchuc'));

	await step('sorts a figure, the greatest first and then the least', async () => {
		await page.goto('/figure/member.total?period=2022');
		await main.locator('a.order', { hasText: 'Kết quả' }).click();
		await main.locator('th[aria-sort="descending"]').waitFor();
		const most = await first();
		await main.locator('a.order', { hasText: 'Kết quả' }).click();
		await main.locator('th[aria-sort="ascending"]').waitFor();
		must('that the first is less now', await first() < most, true);
	});

	await step('shows it over time, as a line and as a table', async () => {
		await main.getByRole('link', { name: 'Theo thời gian' }).click();
		await main.locator('.chart canvas').waitFor();
		must('the months', await main.locator('#numbers tbody tr').count(), 12);
	});

	await step('opens what a figure counts and takes it home as a workbook', async () => {
		await page.goto('/open/member.died?period=2022');
		const lines = main.locator('table.sheet tbody tr');
		const screen = await lines.evaluateAll(all => all.map(tr => [...tr.cells].map(td => td.innerText.trim())));
		const file = await page.request.get(await main.getByRole('link', { name: 'Excel' }).getAttribute('href'));
		must('that it is a file', file.headers()['content-disposition'].includes('.xlsx'), true);
		const rows = cells(unzip(await file.body()));
		const head = await main.locator('table.sheet thead th').allInnerTexts();
		const from = rows.findIndex(row => head.every(label => row.includes(label.trim())));
		must('that the headings are there', from >= 0, true);
		must('that there are rows', screen.length > 5, true);
		const place = head.map(label => rows[from].indexOf(label.trim()));
		for (const [i, line] of screen.entries())
			for (const [c, text] of line.entries())
				must(`row ${i + 1}, “${head[c]}”`, shown(rows[from + 1 + i][place[c]] ?? '', text), text);
	});
}
