// tools/front.mjs OUT: makes the files that browsers ask for out of web/ and the packages: one style sheet (Tabler's
// parts that we use, our theme, what Tabler lacks), the scripts, the typeface, one sheet of icons.  Each text file has
// its gzip beside it.  Run by the Makefile; the server reads the folder once at start.
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import * as esbuild from 'esbuild';
import * as sass from 'sass';

const top = join(dirname(fileURLToPath(import.meta.url)), '..');
const out = process.argv[2];
const packages = join(top, 'node_modules');
const web = join(top, 'web');
// What old machines in communes run: the last Chromium for Windows 7, Safari of 2021.
const target = ['chrome109', 'firefox102', 'safari15'];

function put(name, text) {
	writeFileSync(join(out, name), text);
	if (/\.(css|js|svg)$/.test(name))
		writeFileSync(join(out, name + '.gz'), gzipSync(text, { level: 9 }));
}

// data-icon="name" shows an icon of the package before a thing: web/icons.txt has their names, one a line.
function icons() {
	const names = readFileSync(join(web, 'icons.txt'), 'utf8').split('\n').filter((l) => l && !l.startsWith('#'));
	const rule = (name) => {
		const svg = readFileSync(join(packages, '@tabler/icons/icons/outline', name + '.svg'), 'utf8');
		const data = svg.replace(/<!--[^]*?-->/g, '').replace(/\s+/g, ' ').replace(/ class="[^"]*"/, '')
			.replace('currentColor', '#000').trim().replace(/"/g, "'").replace(/[<>#%{}]/g, encodeURIComponent);
		return `[data-icon="${name}"]{--icon:url("data:image/svg+xml,${data}")}`;
	};
	return names.map(rule).join('\n');
}

function styles() {
	const { css } = sass.compile(join(web, 'css/app.scss'), {
		loadPaths: [packages],
		logger: sass.Logger.silent,
	});
	put('app.css', esbuild.transformSync(css + icons(), { loader: 'css', minify: true, target }).code);
}

// What the scripts say, in English: entries of po/en.po that come out of web/js.
function english() {
	const entries = readFileSync(join(top, 'po/en.po'), 'utf8').split('\n\n').filter((e) => /^#: .*web\/js\//m.test(e));
	const text = (e, name) => [...e.match(new RegExp(`^${name}((?: ?"(?:[^"\\\\]|\\\\.)*"\n?)+)`, 'm'))[1]
		.matchAll(/"(?:[^"\\]|\\.)*"/g)].map((m) => JSON.parse(m[0])).join('');
	return Object.fromEntries(entries.map((e) => [text(e, 'msgid'), text(e, 'msgstr')]));
}

function scripts() {
	for (const name of readdirSync(join(web, 'js')).filter((f) => /^[a-z]+\.js$/.test(f))) {
		const { outputFiles } = esbuild.buildSync({
			entryPoints: [join(web, 'js', name)],
			nodePaths: [packages],
			bundle: true, minify: true, write: false, format: 'iife', target, legalComments: 'none',
			define: { ENGLISH: JSON.stringify(english()) },
		});
		put(name, outputFiles[0].text);
	}
}

// Two weights, three ranges of letters: a browser fetches the ranges that a page needs.
function typeface() {
	for (const range of ['latin', 'vietnamese'])
		for (const weight of [400, 600]) {
			const name = `be-vietnam-pro-${range}-${weight}-normal.woff2`;
			copyFileSync(join(packages, '@fontsource/be-vietnam-pro/files', name), join(out, name));
		}
}

function mark() {
	put('icon.svg', readFileSync(join(web, 'icon.svg'), 'utf8'));
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
styles();
scripts();
typeface();
mark();
