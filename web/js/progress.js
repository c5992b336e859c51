// Long work under way: its part of the page is asked for again until it is done; then the page itself is.
let pause = 150;        // milliseconds; short work is over soon

async function ask() {
	const answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
	const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
	const now = document.querySelector('[data-progress]'), next = page.querySelector('[data-progress]');
	if (!next)
		location.replace(location.href);
	else if (now.innerHTML !== next.innerHTML)
		now.replaceWith(next);
	return next;
}

async function follow() {
	try {
		if (!await ask())
			return;
	} catch {
		pause = 4000;   // the server does not answer: it may yet
	}
	pause = Math.min(pause * 1.5, 4000);
	setTimeout(follow, Math.min(pause, 1000));
}

setTimeout(follow, pause);
