// A form that answers while one types: an input with data-live="ID" asks its form again a moment after the last key,
// never in the middle of an input method's composition, and what the answer has in the place of that id stands there.
// The count in the heading goes along.  Without scripts the form's button does the same.

const WAIT = 150;

function address(form) {
	const query = new URLSearchParams();
	for (const [name, value] of new FormData(form))
		if (value)
			query.append(name, value);
	return `${form.getAttribute('action')}?${query}`;
}

export function live(root) {
	for (const input of root.querySelectorAll('input[data-live]')) {
		const parts = [`#${input.dataset.live}`, '.head .count'];
		let timer, asked = 0;

		const ask = async () => {
			const mine = ++asked, to = address(input.form);
			const answer = await fetch(to);
			const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
			if (mine !== asked)
				return;
			for (const part of parts) {
				const made = page.querySelector(part);
				if (made)
					root.querySelector(part)?.replaceWith(made);
			}
			history.replaceState(null, '', to);
		};
		const later = (event) => {
			if (event.isComposing)
				return;
			clearTimeout(timer);
			timer = setTimeout(ask, WAIT);
		};
		input.addEventListener('input', later);
		input.addEventListener('compositionend', later);
	}
}
