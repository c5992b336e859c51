// The keyboard alone: Tab to where something is to be done, what has the focus always seen.
const STEPS = 250;

// Is it the thing that is sought?  Else: is what has the focus seen to have it?
const look = (want) => {
	const at = document.activeElement;
	const ring = (e) => {
		const s = getComputedStyle(e);
		return (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none';
	};
	const seen = at === document.body || ring(at) || (at.labels?.[0] && ring(at.labels[0]));
	return { there: at === want, hidden: seen ? '' : at.outerHTML };
};

// Tabs on to the first thing that the locator finds, from wherever one is.
export async function tabTo(page, locator) {
	const want = await locator.first().elementHandle();
	for (let i = 0; i < STEPS; i++) {
		const { there, hidden } = await page.evaluate(look, want);
		if (hidden && i)
			throw new Error(`no focus to be seen on ${hidden}`);
		if (there)
			return;
		await page.keyboard.press('Tab');
	}
	throw new Error(`no way by keyboard to ${locator}`);
}

export async function press(page, locator) {
	await tabTo(page, locator);
	await page.keyboard.press('Enter');
}

// What stands in the field is replaced.
export async function type(page, locator, text) {
	await tabTo(page, locator);
	await page.keyboard.press('Control+A');
	await page.keyboard.type(String(text));
}

export const plain = (text) => text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/đ/g, 'd').replace(/Đ/g, 'D')
	.toLowerCase();
