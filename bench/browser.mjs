// node bench/browser.mjs BASE PASSWORD: what a browser makes of our pages.  One line for each: name, value, more.
//   first     bytes over the wire of the first page and all it needs, compressed (nothing cached)
//   later     the most of what a later page and its parts take
//   keys      the longest task of the page's main thread, in ms, while keys walk a list of 2,500 rows; how many tasks
//   typing    the same while a filter is typed over it
import { chromium } from 'playwright-core';

const [base, password] = process.argv.slice(2);
const ROWS = 2500;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
	args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'] });
const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
const page = await context.newPage();
const wire = await context.newCDPSession(page);
let bytes = 0;

await wire.send('Network.enable');
wire.on('Network.loadingFinished', (e) => bytes += e.encodedDataLength);

async function bytesOf(run) {
	bytes = 0;
	await run();
	await page.waitForLoadState('networkidle');
	return bytes;
}

// Tasks of the renderer's main thread while `run` runs.
async function tasks(run) {
	await browser.startTracing(page, { categories: ['disabled-by-default-devtools.timeline', 'devtools.timeline', 'toplevel'] });
	await run();
	const events = JSON.parse((await browser.stopTracing()).toString()).traceEvents;
	const main = events.find((e) => e.name === 'thread_name' && e.args.name === 'CrRendererMain' &&
		events.some((o) => o.pid === e.pid && o.tid === e.tid && o.name === 'EventDispatch'));
	if (!main)
		throw new Error('no main thread in the trace');
	const all = events.filter((e) => e.pid === main.pid && e.tid === main.tid && e.name === 'RunTask' && e.dur);
	return { most: Math.max(...all.map((e) => e.dur)) / 1000, n: all.length };
}

const first = await bytesOf(() => page.goto(`${base}/login`));
await page.fill('input[name="login"]', 'totchuc');
await page.fill('input[name="password"]', password);
const home = await bytesOf(() => page.click('button.button'));
console.log('first', first + home);

let later = 0, which = '';
for (const path of ['/r/member', '/r/member?page=3', '/report/annual?period=2022', '/r/admission', '/units', '/due']) {
	const n = await bytesOf(() => page.goto(base + path));
	if (n > later)
		[later, which] = [n, path];
}
console.log('later', later, which);

await page.goto(`${base}/r/member?size=all`);
await page.locator('#main tbody tr').nth(ROWS - 1).waitFor({ state: 'attached' });
await page.waitForTimeout(2000);
const rows = await page.locator('#main tbody tr').count();
await page.locator('#main tbody td[tabindex="0"]').focus();
const keys = await tasks(async () => {
	const press = async (key, times = 1) => {
		for (let i = 0; i < times; i++)
			await page.keyboard.press(key);
	};
	for (const [key, times] of [['ArrowDown', 30], ['ArrowRight', 4], ['Home', 1], ['End', 1], ['PageDown', 20],
		['Control+End', 1], ['Control+Home', 1], ['Shift+ArrowDown', 20], ['Shift+ArrowRight', 3], ['Control+c', 1],
		['Control+Shift+End', 1], ['Control+c', 1], ['Control+Home', 1], [' ', 2]])
		await press(key, times);
	await page.waitForTimeout(300);
});
console.log('keys', keys.most.toFixed(1), keys.n, rows);

const input = page.locator('#main tr.filters input').first();
await input.focus();
const typing = await tasks(async () => {
	await page.keyboard.type('nguyen', { delay: 60 });
	await page.waitForURL(/=nguyen/);
	await page.waitForTimeout(1500);
});
console.log('typing', typing.most.toFixed(1), typing.n);
await browser.close();
