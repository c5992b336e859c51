// The Nu HTML checker finds no error on any page: accounts of several roles walk the links of their first page, of the
// pages behind them and so on, one page of each kind; together with a refused form and a wrong address.  Every page of
// the route table must be among them.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { columns, plan, receipt } from './part/import.mjs';
import { fits, routes, text, walk } from './part/routes.mjs';

const VNU = 'node_modules/vnu-jar/build/dist/vnu.jar';
const ROLES = ['totchuc', 'admin', 'bithu', 'xem'];

export default async function ({ page, step, signIn, must }) {
	const dir = mkdtempSync(join(tmpdir(), 'dangvu-html.')), kept = new Map();
	const keep = (path, html) => {
		const file = join(dir, `${kept.size}.html`);
		writeFileSync(file, html);
		kept.set(file, path);
	};

	try {
		await step('the page to sign in', async () => keep('/login', await text(page, '/login')));
		await step('an import: its columns, its plan', async () => {
			await signIn('totchuc');
			for (const stage of [columns, plan]) {
				await stage(page);
				const { pathname } = new URL(page.url());
				keep(pathname, await text(page, pathname));
			}
			await receipt(page);
		});
		for (const role of ROLES)
			await step(`the pages of ${role}`, async () => {
				await page.context().clearCookies();
				await signIn(role);
				await walk(page, keep);
				keep('/there-is-none', await text(page, '/there-is-none'));
			});
		await step('every page of the route table is among them', async () => {
			const left = routes().filter((route) => ![...kept.values()].some((path) => fits(route, path)));
			must('routes without a page', left.join(' '), '');
		});
		await step('a form that is refused', async () => {
			await page.context().clearCookies();
			await signIn('totchuc');
			await page.goto('/r/admission/new');
			await page.getByRole('main').locator('form.form').evaluate((form) => { form.noValidate = true; });
			await page.getByRole('main').locator('.buttons button').first().click();
			await page.getByRole('main').locator('.errs').waitFor();
			keep('/r/admission/new', await page.content());
		}, 422);
		await step('the checker finds nothing', async () => {
			const out = execFileSync('java', ['-Xss2m', '-jar', VNU, '--errors-only', '--exit-zero-always', '--stdout',
				'--format', 'json', dir], { encoding: 'utf8', maxBuffer: 1 << 28 });
			const faults = new Map();
			for (const m of JSON.parse(out).messages) {
				const path = kept.get(decodeURIComponent(new URL(m.url).pathname));
				faults.set(m.message, `${path}: ${(m.extract ?? '').replace(/\s+/g, ' ').trim()}`);
			}
			console.log(`# ${kept.size} pages checked`);
			must('the faults', [...faults].map((fault) => fault.join('\n  ')).join('\n'), '');
		});
	} finally {
		rmSync(dir, { recursive: true });
	}
}
