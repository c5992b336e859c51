// For all: on every page of the route table axe finds nothing; no page is wider than its window at 1440, 720 (the same
// at a zoom of 200 %) and 390 px, nor at 640 px with letters twice as large; and whatever the keyboard reaches shows
// that it does.
import { readFileSync } from 'node:fs';
import { columns, plan, receipt } from './part/import.mjs';
import { fits, routes, walk } from './part/routes.mjs';

const axe = readFileSync('node_modules/axe-core/axe.min.js', 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
// More than one page of a route where they differ much.
const ALSO = ['/r/member?on=2022-06-30', '/r/admission', '/r/admission/new', '/r/reorganisation/new', '/r/code',
	'/r/sympathiser/steps?_all=1&_do=propose&_try=1', '/figure/member.total?period=2022', '/digest'];

// Who sees most, then who sees what he does not.
const LOGINS = ['totchuc', 'admin'];

// Computed styles are read at once: what moves slowly has not arrived.
const stand = () =>
	document.styleSheets[0].insertRule('* { transition: none !important; animation: none !important; }');

// What changes about a thing, its label or what stands around it when the keyboard comes to it.
function unseen() {
	const look = (e) => {
		const s = getComputedStyle(e);
		const { x, y } = e.getBoundingClientRect();
		return [s.outlineStyle === 'none' ? '' : s.outline, s.boxShadow, s.borderColor, s.backgroundColor, s.textDecoration,
			s.color, x, y].join();
	};
	const around = (e) => [e, e.nextElementSibling, e.closest('label'), e.parentElement].filter(Boolean);
	const blind = [];
	document.activeElement.blur();
	for (const e of document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')) {
		if (e.tabIndex < 0 || e.disabled || !e.checkVisibility({ visibilityProperty: true }))
			continue;
		const before = around(e).map(look).join();
		e.focus({ preventScroll: true });
		if (document.activeElement === e && around(e).map(look).join() === before)
			blind.push(e.outerHTML.slice(0, 160));
		e.blur();
	}
	return blind.slice(0, 5);
}

async function look(page, must, where) {
	// A chart is drawn anew in the frame after its place has changed.
	const wide = () => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() =>
		done(document.documentElement.scrollWidth > innerWidth)))));
	await page.evaluate(axe);
	const faults = await page.evaluate(async (rules) => {
		const { violations } = await axe.run({ runOnly: rules });
		return violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.html.slice(0, 160)}`));
	}, RULES);
	must(`axe on ${where}`, faults.join('\n'), '');
	await page.evaluate(stand);
	await page.keyboard.press('Tab');
	must(`what does not show the focus on ${where}`, (await page.evaluate(unseen)).join('\n'), '');
	for (const width of [1440, 720, 390]) {
		await page.setViewportSize({ width, height: 900 });
		must(`the page ${where} at ${width} is wider`, await wide(), false);
	}
	await page.setViewportSize({ width: 640, height: 900 });
	await page.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
	must(`the page ${where} at 640 with large letters is wider`, await wide(), false);
	await page.setViewportSize({ width: 1280, height: 900 });
}

export default async function ({ page, step, signIn, must }) {
	const pages = new Map();

	await step('the page to sign in', async () => {
		await page.goto('/login');
		await look(page, must, '/login');
	});
	await step('an import: its columns, its plan, its receipt', async () => {
		await signIn('totchuc');
		for (const stage of [columns, plan, receipt]) {
			await stage(page);
			await look(page, must, `an import: ${stage.name}`);
		}
	});
	for (const login of LOGINS)
		await step(`signs in as ${login}, finds a page of every route`, async () => {
			await page.context().clearCookies();
			await signIn(login);
			await walk(page, (path) => {
				for (const route of routes())
					if (fits(route, path) && !pages.has(route))
						pages.set(route, { login, path });
			});
		});
	await step('there is one of every route', async () =>
		must('routes without a page', routes().filter((r) => r !== '/login' && !pages.has(r)).join(' '), ''));
	for (const login of LOGINS) {
		await page.context().clearCookies();
		await signIn(login);
		const own = [...pages.values()].filter((p) => p.login === login).map((p) => p.path);
		for (const path of login === LOGINS[0] ? [...own, ...ALSO] : own)
			await step(path, async () => {
				await page.goto(path);
				await look(page, must, path);
			});
	}
}
