// Nothing typed is lost: what stands in a form is kept in this browser until the form was taken.  When the page is
// opened again with another state, the draft is offered, never put in by itself.

import { language, say } from './say.js';

const AGE = 14 * 24 * 3600 * 1000;
const key = (form) => `draft ${document.body.dataset.user} ${form.getAttribute('action')}`;
const secret = (field) => field.type === 'password' || field.type === 'hidden' || field.type === 'file';

function read(form) {
	const values = {};
	for (const field of form.elements)
		if (field.name && !secret(field) && field.type !== 'submit')
			if (field.type === 'checkbox' || field.type === 'radio')
				values[`${field.name}=${field.value}`] = field.checked;
			else
				values[field.name] = field.value;
	return values;
}

function write(form, values) {
	for (const field of form.elements) {
		const box = field.type === 'checkbox' || field.type === 'radio';
		const value = values[box ? `${field.name}=${field.value}` : field.name];
		if (value === undefined || secret(field))
			continue;
		if (box)
			field.checked = value;
		else
			field.value = value;
	}
}

function offer(form, draft) {
	const note = document.createElement('p');
	const when = new Date(draft.at).toLocaleString(language, { dateStyle: 'short', timeStyle: 'short' });
	note.className = 'note draft';
	note.setAttribute('role', 'status');
	note.append(`${say('Có bản đang nhập dở:')} ${when}. `);
	for (const [text, act] of [[say('Lấy lại'), () => write(form, draft.values)], [say('Bỏ'), () => {}]]) {
		const button = document.createElement('button');
		button.type = 'button';
		button.className = 'button plain small';
		button.textContent = text;
		button.addEventListener('click', () => {
			act();
			localStorage.removeItem(key(form));
			note.remove();
		});
		note.append(button, ' ');
	}
	form.before(note);
}

function watch(form) {
	const first = JSON.stringify(read(form));
	const kept = localStorage.getItem(key(form));
	const draft = kept && JSON.parse(kept);
	if (draft && Date.now() - draft.at < AGE && JSON.stringify(draft.values) !== first && !form.querySelector('.wrong'))
		offer(form, draft);
	form.addEventListener('submit', () => sessionStorage.setItem('sent', key(form)));
	form.addEventListener('input', () => {
		const values = read(form);
		if (JSON.stringify(values) === first)
			localStorage.removeItem(key(form));
		else
			localStorage.setItem(key(form), JSON.stringify({ at: Date.now(), values }));
	});
}

// A form that was sent and does not stand on the page that followed was taken; a refusal, or the page that asks for a
// sign-in, says nothing of the kind.
function forget() {
	const sent = sessionStorage.getItem('sent');
	const refused = document.querySelector('.login, .errs, body.bare');
	sessionStorage.removeItem('sent');
	if (sent && !refused)
		localStorage.removeItem(sent);
	for (const name of Object.keys(localStorage))
		if (name.startsWith('draft ') && Date.now() - JSON.parse(localStorage.getItem(name)).at > AGE)
			localStorage.removeItem(name);
}

export function drafts(root) {
	forget();
	for (const form of root.querySelectorAll('form.form[method=post]:not(.login form)'))
		watch(form);
}
