// node tools/browser.mjs PROGRAM DATABASE PASSWORD [STORY...]: plays the stories of test/browser/*.mjs in a headless
// Chromium, each on a server of its own over a copy of the SQLite file DATABASE.  A line "ok ..." or "not ok ..." for
// every step; a failed one tells where its screenshot lies.  Whatever pages a step opens: a message of error on the
// console, an address that answers 400 or worse, or a page without a content policy fails it.
//
// A story is a file that exports   default async function ({ page, step, signIn, number, must, shell })
//   step(what, async () => ..., refusal)   one check; the story ends at the first that fails; refusal: a status that
//                                  is meant, 422 or 409
//   page                           Playwright's; what it waits for must come within TIMEOUT, nothing sleeps
//   signIn(login)                  with the password of the demonstration
//   number(locator)                the whole number that stands there: 2.000 is 2000
//   must(what, is, should)         that they are equal
//   shell(...arguments)            what the program answers in the shell, over the same database
// and perhaps   const device   what its browser is, beside the usual: { viewport, hasTouch, isMobile }
import { execFile, spawn } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';

const TIMEOUT = 30000, TRIES = 5;
const SHOTS = 'build/browser', STORIES = 'test/browser';
// Without most of these Chromium asks hosts of its maker at every start.
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
	'--disable-component-update', '--disable-sync', '--disable-dev-shm-usage'];

const [program, database, password, ...asked] = process.argv.slice(2);
let failed = 0;

function freePort() {
	return new Promise((done, fail) => {
		const probe = createServer().on('error', fail);
		probe.listen(0, '127.0.0.1', () => {
			const { port } = probe.address();
			probe.close(() => done(port));
		});
	});
}

// Another program may take the port in between: then the server ends at once, and the next one is tried.
async function startServer(file) {
	for (let i = 0; i < TRIES; i++) {
		const port = await freePort(), base = `http://127.0.0.1:${port}`;
		const child = spawn(program, ['serve', '--port', String(port)],
			{ env: { ...process.env, DANGVU_DB: `sqlite:${file}` } });
		const server = { base, child, file, said: '', ended: null };
		server.end = new Promise(done => child.on('close', code => done(server.ended = code ?? 'a signal')));
		child.stdout.on('data', text => server.said += text);
		child.stderr.on('data', text => server.said += text);
		for (const until = Date.now() + TIMEOUT; server.ended === null && Date.now() < until; await pause(50)) {
			if (await fetch(base + '/login').then(r => r.ok, () => false))
				return server;
		}
		child.kill('SIGKILL');
		await server.end;
		console.log(server.said);
	}
	throw new Error('the server does not start');
}

async function stopServer(server) {
	server.child.kill('SIGTERM');
	const late = setTimeout(() => server.child.kill('SIGKILL'), TIMEOUT);
	await server.end;
	clearTimeout(late);
	if (server.ended !== 0)
		throw new Error(`the server ended with ${server.ended}:\n${server.said}`);
}

function watch(page, faults) {
	page.on('console', m => m.type() === 'error' && faults.push(`console: ${m.text()}`));
	page.on('pageerror', e => faults.push(`script: ${e}`));
	// A file to be kept leaves the page where it is: the browser calls that an end of the request.
	// And the icon is fetched beside the page: the next page may come before it.
	page.on('requestfailed', r => /^\/export\/|\/icon\.svg$/.test(new URL(r.url()).pathname) ||
		faults.push(`no answer: ${r.url()} ${r.failure()?.errorText}`));
	page.on('response', r => {
		const head = r.headers();
		if (r.status() >= 400)
			faults.push(`${r.status()}: ${r.url()}`);
		if ((head['content-type'] ?? '').startsWith('text/html') &&
		    !(head['content-security-policy'] ?? '').includes("default-src 'none'"))
			faults.push(`no content policy: ${r.url()}`);
	});
}

async function shot(page, name) {
	const file = resolve(SHOTS, `${name}.png`);
	await mkdir(SHOTS, { recursive: true });
	await page.screenshot({ path: file, fullPage: true });
	return file;
}

function must(what, is, should) {
	if (is !== should)
		throw new Error(`${what} is ${is}, should be ${should}`);
}

async function number(locator) {
	const text = (await locator.innerText()).trim();
	if (!/^\d{1,3}(\.\d{3})*$/.test(text))
		throw new Error(`"${text}" is no whole number`);
	return Number(text.replaceAll('.', ''));
}

async function play(browser, server, file) {
	const name = basename(file, '.mjs'), faults = [];
	const { default: story, device } = await import(resolve(file));
	const context = await browser.newContext(
		{ baseURL: server.base, locale: 'vi-VN', viewport: { width: 1280, height: 900 }, ...device });
	const page = await context.newPage();
	let now = 'begin';

	context.setDefaultTimeout(TIMEOUT);
	watch(page, faults);
	const step = async (what, run, refusal) => {
		const meant = fault => refusal && (fault.startsWith(`${refusal}: `) || fault.includes(`status of ${refusal} `));
		now = what;
		await run();
		const bad = faults.splice(0).filter(fault => !meant(fault));
		if (bad.length)
			throw new Error(bad.join('\n'));
		console.log(`ok ${name}: ${what}`);
	};
	const signIn = async login => {
		await page.goto('/login');
		await page.getByLabel('Tên đăng nhập').fill(login);
		await page.getByLabel('Mật khẩu').fill(password);
		await page.getByRole('button', { name: 'Đăng nhập' }).click();
		await page.getByRole('button', { name: 'Đăng xuất' }).waitFor();
	};
	const shell = async (...args) => (await promisify(execFile)(program, args,
		{ env: { ...process.env, DANGVU_DB: `sqlite:${server.file}` }, maxBuffer: 1 << 26 })).stdout;
	try {
		await story({ page, step, signIn, number, must, shell });
	} catch (e) {
		failed++;
		console.log(`not ok ${name}: ${now}\n${e.message}\nat ${page.url()}, screenshot ${await shot(page, name)}`);
	} finally {
		await context.close();
	}
}

async function playOn(browser, dir, file) {
	const copy = join(dir, `${basename(file)}.db`);
	await copyFile(database, copy);
	const server = await startServer(copy);
	try {
		await play(browser, server, file);
		await stopServer(server);
		console.log(`ok ${basename(file, '.mjs')}: the server ends`);
	} catch (e) {
		failed++;
		console.log(`not ok ${basename(file)}: ${e.message}`);
	} finally {
		server.child.kill('SIGKILL');
	}
}

const dir = await mkdtemp(join(tmpdir(), 'dangvu-browser.'));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS });
try {
	const files = asked.length ? asked :
		(await readdir(STORIES)).filter(f => f.endsWith('.mjs')).sort().map(f => join(STORIES, f));
	for (const file of files)
		await playOn(browser, dir, file);
} finally {
	await browser.close();
	await rm(dir, { recursive: true });
}
process.exit(failed ? 1 : 0);
