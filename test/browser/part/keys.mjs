// The keyboard alone: Tab to where something is to be done, what has the focus always seen.
const STEPS = 250;

const seen = (page) => page.evaluate(() => {
	const at = document.activeElement, look = getComputedStyle(at);
	const label = at.labels?.[0] ?? at;
	const ring = (s) => (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none';
	return at === document.body || ring(look) || ring(getComputedStyle(label));
});

// Tabs on to the first thing that the locator finds, from wherever one is.
export async function tabTo(page, locator) {
	const want = await locator.first().elementHandle();
	for (let i = 0; i < STEPS; i++) {
		if (await want.evaluate((e) => e === document.activeElement))
			return;
		await page.keyboard.press('Tab');
		if (!(await seen(page)))
			throw new Error(`no focus to be seen on ${await page.evaluate(() => document.activeElement.outerHTML)}`);
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
