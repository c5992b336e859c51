// Ctrl+K: the search page in a box over any page.  What it shows is that page's own list of what was found, so both
// find the same; Enter without a choice goes to the page itself.

const WAIT = 120; // ms without a key before it asks

export function palette(root) {
	const form = root.querySelector('form.find');
	if (!form)
		return;
	const box = document.createElement('dialog');
	box.className = 'palette';
	box.setAttribute('aria-label', form.q.getAttribute('aria-label'));
	box.innerHTML = '<form method="dialog"><input type="text" inputmode="search" name="q" autocomplete="off" role="combobox"' +
		' aria-expanded="true" aria-controls="palette-found"></form><div id="palette-found" aria-live="polite"></div>';
	document.body.append(box);
	const input = box.querySelector('input');
	const found = box.querySelector('div');
	input.placeholder = form.q.placeholder;
	input.setAttribute('aria-label', form.q.getAttribute('aria-label'));
	let timer, asked = 0, chosen = -1;

	const address = (text) => `${form.getAttribute('action')}?q=${encodeURIComponent(text)}`;
	const links = () => [...found.querySelectorAll('a')];

	function choose(n) {
		const all = links();
		all[chosen]?.classList.remove('chosen');
		chosen = all.length ? (n + all.length) % all.length : -1;
		all[chosen]?.classList.add('chosen');
		all[chosen]?.scrollIntoView({ block: 'nearest' });
	}

	async function ask() {
		const text = input.value.trim(), mine = ++asked;
		if (!text)
			return found.replaceChildren();
		const answer = await fetch(address(text));
		const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
		if (mine !== asked)
			return;
		found.replaceChildren(...page.querySelectorAll('#main .related, #main .none'));
		chosen = -1;
		choose(0);
	}

	function later(event) {
		if (event.isComposing)
			return;
		clearTimeout(timer);
		timer = setTimeout(ask, WAIT);
	}

	input.addEventListener('input', later);
	input.addEventListener('compositionend', later);
	input.addEventListener('keydown', (event) => {
		if (event.isComposing)
			return;
		if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
			event.preventDefault();
			choose(chosen + (event.key === 'ArrowDown' ? 1 : -1));
		} else if (event.key === 'Enter') {
			event.preventDefault();
			location.assign(links()[chosen]?.href ?? address(input.value.trim()));
		}
	});
	box.addEventListener('click', (event) => event.target === box && box.close());
	document.addEventListener('keydown', (event) => {
		if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'k') {
			event.preventDefault();
			input.value = getSelection().toString().trim().slice(0, 80) || form.q.value;
			box.showModal();
			input.select();
			ask();
		}
	});
}
