// Long work under way: its part of the page is asked for again until it is done; then the page itself is.
const PAUSE = 700;

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
		if (await ask())
			setTimeout(follow, PAUSE);
	} catch {
		setTimeout(follow, 5 * PAUSE);
	}
}

setTimeout(follow, PAUSE);
