// A member is found without diacritics: from any page by Ctrl+K, and by the search page.
import { rows } from './part/candidate.mjs';
import { plain } from './part/keys.mjs';

export default async function ({ page, step, signIn, must }) {
	const main = page.getByRole('main');
	let name;

	await step('signs in', async () => {
		await signIn('totchuc');
		const members = await rows(page, 'member', 'standing = official', 'person');
		const names = members.map((m) => m.person_title);
		name = names.find((one) => /[Đđ]/.test(one) && plain(one) !== one.toLowerCase() &&
			names.filter((other) => plain(other) === plain(one)).length === 1);
		must('a name with đ', Boolean(name), true);
	});

	await step('from any page', async () => {
		await page.goto('/report/annual?period=2022');
		await page.keyboard.press('Control+k');
		await page.keyboard.type(plain(name));
		await page.locator('#palette-found a.chosen', { hasText: name }).waitFor();
		await page.keyboard.press('Enter');
		await page.getByRole('heading', { name, level: 1 }).waitFor();
	});

	await step('by the search page', async () => {
		await page.goto('/');
		await page.getByRole('banner').getByRole('searchbox').fill(plain(name));
		await page.keyboard.press('Enter');
		await main.getByRole('link', { name }).first().click();
		await page.getByRole('heading', { name, level: 1 }).waitFor();
	});
}
