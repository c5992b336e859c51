// The box of conditions completes names of fields, words of the language and, behind a field, its codes.  What there is
// is asked once, when the box is first entered.  Arrows choose, Tab or Enter takes, Escape closes; a press of Enter
// without a choice sends the form as ever.

import { say } from './say.js';

const WORDS = ['and', 'or', 'not', 'in period', 'is set', 'is not set', 'today'];
const PLAIN = (text) => text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/[đĐ]/g, 'd').toLowerCase();

// The field that a value is being typed for: "standing = off" is of standing.
function fieldBefore(text) {
	return text.match(/([a-z_.]+)\s*(?:!=|=|in\s*\((?:[^()]*,)?)\s*$/)?.[1];
}

function offers(fields, text) {
	const word = text.match(/[\p{L}\p{N}_.]*$/u)[0], before = text.slice(0, text.length - word.length);
	const field = fields.find((f) => f.name === fieldBefore(before));
	if ((before.match(/"/g) ?? []).length % 2)
		return { word, list: [] };
	const all = field ? field.values.map((v) => ({ text: v.value, label: v.label })) :
		[...fields.map((f) => ({ text: f.name, label: f.label })), ...WORDS.map((w) => ({ text: w, label: '' }))];
	const want = PLAIN(word);
	const list = all.filter((o) => (want || field) && o.text !== word &&
		(PLAIN(o.text).includes(want) || PLAIN(o.label).includes(want)));
	list.sort((a, b) => b.text.startsWith(word) - a.text.startsWith(word));
	return { word, list: list.slice(0, 10) };
}

export function completion(root) {
	const input = root.querySelector('form.ask #f-where');
	if (!input)
		return;
	const box = document.createElement('ul');
	box.id = 'where-offers';
	box.className = 'offers';
	box.setAttribute('role', 'listbox');
	box.setAttribute('aria-label', say('Gợi ý'));
	box.hidden = true;
	input.after(box);
	for (const [name, value] of [['role', 'combobox'], ['aria-autocomplete', 'list'], ['aria-controls', box.id],
		['aria-expanded', 'false'], ['autocomplete', 'off']])
		input.setAttribute(name, value);
	let fields = [], loading, now = { word: '', list: [] }, at = -1;

	function close() {
		box.hidden = true;
		input.setAttribute('aria-expanded', 'false');
		input.removeAttribute('aria-activedescendant');
		at = -1;
	}

	function choose(n) {
		box.children[at]?.removeAttribute('aria-selected');
		at = (n + now.list.length) % now.list.length;
		box.children[at].setAttribute('aria-selected', 'true');
		input.setAttribute('aria-activedescendant', box.children[at].id);
	}

	function take(n) {
		const end = input.selectionStart, start = end - now.word.length;
		input.setRangeText(now.list[n].text + ' ', start, end, 'end');
		close();
		show();
	}

	function show() {
		now = offers(fields, input.value.slice(0, input.selectionStart));
		box.replaceChildren(...now.list.map((o, i) => {
			const item = document.createElement('li');
			const code = document.createElement('code');
			code.textContent = o.text;
			item.append(code, ' ', o.label);
			item.id = `where-offer-${i}`;
			item.setAttribute('role', 'option');
			item.addEventListener('mousedown', (event) => {
				event.preventDefault();
				take(i);
			});
			return item;
		}));
		close();
		box.hidden = !now.list.length;
		input.setAttribute('aria-expanded', String(!box.hidden));
	}

	async function load() {
		loading ??= fetch(`/api/fields/${input.form.getAttribute('action').split('/').pop()}`).then((r) => r.json());
		({ fields } = await loading);
	}

	input.addEventListener('focus', load);
	input.addEventListener('blur', close);
	input.addEventListener('input', async (event) => {
		if (event.isComposing)
			return;
		await load();
		show();
	});
	input.addEventListener('keydown', (event) => {
		if (event.isComposing || box.hidden)
			return;
		if (event.key === 'ArrowDown' || event.key === 'ArrowUp')
			choose(at < 0 && event.key === 'ArrowUp' ? -1 : at + (event.key === 'ArrowDown' ? 1 : -1));
		else if (event.key === 'Escape')
			close();
		else if ((event.key === 'Enter' || event.key === 'Tab') && at >= 0)
			take(at);
		else
			return;
		event.preventDefault();
	});
}
