// A list by keyboard: typed under a heading, it narrows while the cursor stays; groups open their rows; arrows walk the
// cells and Enter opens the row.
export default async function ({ page, step, signIn, number, must }) {
	const main = page.getByRole('main');
	const count = () => number(main.locator('.head .count strong'));
	const under = (heading) => main.locator('tr.filters').getByLabel(`Lọc theo ${heading}`);
	let all, some;

	await step('signs in', () => signIn('totchuc'));

	await step('narrows by what is typed under a heading', async () => {
		await page.goto('/r/member');
		all = await count();
		await under('Họ và tên').click();
		await page.keyboard.type('nguyen');
		await page.waitForURL(/f\.person=nguyen/);
		some = await count();
		must('that fewer are left', some > 0 && some < all, true);
		must('where the cursor stands', await page.evaluate(() => document.activeElement.name), 'f.person');
	});

	await step('waits for the end of a composition', async () => {
		await page.evaluate(() => {
			const input = document.activeElement;
			input.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
			input.value = 'nguyeenx';
			input.dispatchEvent(new InputEvent('input', { bubbles: true, isComposing: true }));
			input.value = 'nguyễn';
			input.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true }));
		});
		await page.waitForURL(/f\.person=nguy%E1%BB%85n/);
		must('that no more are found with the tone', await count() > 0 && await count() <= some, true);
	});

	some = await count();

	await step('a choice narrows further, none is told', async () => {
		await under('Tư cách').selectOption('probationary');
		await page.waitForURL(/f\.standing=probationary/);
		must('that fewer are left', await count() < some, true);
		await under('Số lý lịch').fill('không có số này');
		await main.getByText('Không có dòng nào.').waitFor();
		must('the rows', await count(), 0);
		await under('Số lý lịch').fill('');
		await main.locator('tbody td a').first().waitFor();
	});

	await step('a group opens what it counts', async () => {
		await page.goto('/r/member');
		await page.getByLabel('Chia theo').selectOption('standing');
		await page.getByRole('button', { name: 'Xem', exact: true }).click();
		const link = main.locator('table.groups tbody tr').first().locator('td').nth(1).getByRole('link');
		const n = await number(link);
		await link.click();
		await main.locator('tr.filters').waitFor();
		must('the rows opened', await count(), n);
	});

	await step('arrows walk, Enter opens', async () => {
		const name = await main.locator('tbody tr').nth(2).locator('td').first().innerText();
		await main.locator('tbody td[tabindex="0"]').focus();
		await page.keyboard.press('ArrowDown');
		await page.keyboard.press('ArrowDown');
		await page.keyboard.press('ArrowRight');
		await page.keyboard.press('Home');
		await page.keyboard.press('Enter');
		await page.getByRole('heading', { name, level: 1 }).waitFor();
	});
}
