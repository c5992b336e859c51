// For all: axe finds nothing on any kind of page, no page is wider than its window at 1440, 720 (the same at a zoom of
// 200 %) and 390 px.
import { readFileSync } from 'node:fs';

const axe = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const PAGES = ['/', '/report/annual?period=2022', '/figure/member.total?period=2022', '/open/member.total?period=2022',
	'/r/member', '/r/member?on=2022-06-30', '/r/member/new', '/r/admission', '/r/admission/new', '/r/reorganisation/new',
	'/r/member/views', '/r/sympathiser', '/r/sympathiser/steps?_all=1&_do=propose&_try=1',
	'/r/code', '/findings', '/search?q=an', '/badges', '/units', '/month?month=2022-12', '/account'];

async function look(page, must, where) {
	await page.evaluate(axe);
	const faults = await page.evaluate(async (rules) => {
		const { violations } = await axe.run({ runOnly: rules });
		return violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.html.slice(0, 160)}`));
	}, RULES);
	must(`axe on ${where}`, faults.join('\n'), '');
	for (const width of [1440, 720, 390]) {
		await page.setViewportSize({ width, height: 900 });
		const wide = await page.evaluate(() => document.documentElement.scrollWidth);
		must(`the page ${where} at ${width} is wider`, wide > width, false);
	}
	await page.setViewportSize({ width: 1280, height: 900 });
}

export default async function ({ page, step, signIn, must }) {
	await step('the page to sign in', async () => {
		await page.goto('/login');
		await look(page, must, '/login');
	});
	await step('signs in', () => signIn('totchuc'));
	for (const path of PAGES)
		await step(path, async () => {
			await page.goto(path);
			await look(page, must, path);
		});
	await step('a row, its history, an act, a sheet', async () => {
		for (const list of ['/r/member', '/r/admission']) {
			await page.goto(list);
			const row = await page.locator('table.sheet tbody a').first().getAttribute('href');
			for (const path of [row, row.replace(/\?.*/, '') + '/history']) {
				await page.goto(path);
				await look(page, must, path);
			}
		}
		await page.goto('/r/unit?where=type%20%3D%20cell');
		const cell = await page.locator('table.sheet tbody a').first().getAttribute('href');
		await page.goto(`/month/sheet?month=2022-02&unit=${cell.match(/\d+/)[0]}`);
		await look(page, must, 'the sheet');
	});
}
