// The pictures of README and doc/, as a story of tools/browser.mjs on the small province: `make shots`.  They are
// kept in the repository, so none may be larger than MOST: a larger one fails; its frame below is to be made smaller.
import { mkdirSync, statSync } from 'node:fs';

const TO = 'doc/shots', MOST = 150 * 1024;
const WIDE = { width: 1120, height: 640 }, PHONE = { width: 390, height: 844 };
const SHOTS = [
	{ name: 'home', login: 'totchuc', path: '/', frame: WIDE },
	{ name: 'report', login: 'totchuc', path: '/report/annual?period=2022', frame: WIDE },
	{ name: 'figure', login: 'totchuc', path: '/figure/member.total?period=2022', frame: WIDE },
	{ name: 'list', login: 'totchuc', path: '/r/member?unit=84.001', frame: WIDE },
	{ name: 'record', login: 'totchuc', path: '/r/admission', open: true, frame: { width: 1120, height: 600 } },
	{ name: 'digest', login: 'tptravinh', path: '/digest', frame: WIDE },
	{ name: 'import', login: 'totchuc', path: '/r/person/import', frame: WIDE },
	{ name: 'month', login: 'bithu', path: '/month?month=2023-02', open: true, frame: PHONE },
];

export default async function ({ page, step, signIn, must }) {
	let who;

	mkdirSync(TO, { recursive: true });
	for (const { name, login, path, open, frame } of SHOTS) {
		if (who !== login)
			await step(`signs in as ${login}`, async () => {
				await page.context().clearCookies();
				await signIn(who = login);
			});
		await step(name, async () => {
			const file = `${TO}/${name}.png`;
			await page.setViewportSize(frame);
			await page.goto(path);
			if (open) {
				await page.locator('table.sheet tbody a').first().click();
				await page.waitForURL((there) => there.pathname + there.search !== path);
			}
			await page.evaluate(() => document.fonts.ready);
			await page.screenshot({ path: file });
			must(`${Math.ceil(statSync(file).size / 1024)} KB is too large`, statSync(file).size > MOST, false);
		});
	}
}
