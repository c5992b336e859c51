// A form with a fault, a form that another overtook, and the way back right after an act, by keyboard.
export default async function ({ page, step, signIn, must }) {
	const main = page.getByRole('main');
	const send = () => main.locator('.buttons').last().getByRole('button', { name: 'Ghi', exact: true }).click();
	const saved = () => main.getByText(/^Đã ghi, bút toán số/).waitFor();
	let row;

	await step('signs in', () => signIn('totchuc'));

	await step('finds a figure by words', async () => {
		await page.goto('/search?q=ket+nap+khmer+2022');
		await main.getByRole('heading', { name: 'Số liệu' }).waitFor();
		const n = (await main.locator('.figures tbody td').nth(1).innerText()).trim();
		await main.locator('.figures tbody a').nth(1).click();
		await main.locator('strong', { hasText: n }).first().waitFor();
	});

	await step('a fault leads to its field', async () => {
		await page.goto('/r/person/new');
		await page.locator('#f-name').fill('Trần Thị Thử');
		await page.locator('#f-born').fill('99/99/1980');
		await send();
		await main.locator('.errs a[href="#f-born"]').click();
		must('the field with the fault', await page.locator('.field.wrong #f-born').count(), 1);
		must('what was typed', await page.locator('#f-name').inputValue(), 'Trần Thị Thử');
	}, 422);

	await step('mended, it is written', async () => {
		await page.locator('#f-born').fill('03/02/1980');
		await page.locator('#f-sex').selectOption('female');
		await page.locator('#f-home').fill('84.007');
		await send();
		await saved();
		row = new URL(page.url()).pathname;
	});

	await step('a form that was overtaken offers both versions', async () => {
		await page.goto(`${row}/edit`);
		const other = await page.context().newPage();
		await other.goto(`${row}/edit`);
		await other.locator('#f-name').fill('Trần Thị Khác');
		await other.locator('[name=_reason]').fill('thử');
		await other.locator('.buttons').last().getByRole('button', { name: 'Ghi', exact: true }).click();
		await other.getByText(/^Đã ghi, bút toán số/).waitFor();
		await other.close();
		await page.locator('#f-name').fill('Trần Thị Thứ Ba');
		await page.locator('#f-born').fill('04/02/1980');
		await page.locator('[name=_reason]').fill('thử');
		await send();
		await main.getByRole('heading', { name: 'Dữ liệu đã thay đổi' }).waitFor();
	}, 409);

	await step('field by field', async () => {
		await page.getByLabel('Trần Thị Khác').check();
		await page.getByRole('button', { name: 'Ghi theo bản đã chọn' }).click();
		await saved();
		await page.getByRole('heading', { name: 'Trần Thị Khác', level: 1 }).waitFor();
		await main.getByText('04/02/1980').first().waitFor();
	});

	await step('takes it back by keyboard', async () => {
		await page.keyboard.press('Tab');
		must('what has the focus', await page.evaluate(() => document.activeElement.textContent), 'Hoàn tác');
		await page.keyboard.press('Enter');
		await page.getByLabel('Lý do').fill('thử xong');
		await page.keyboard.press('Enter');
		await main.getByText(/^Đã hoàn tác bằng bút toán số/).waitFor();
		await main.getByText('03/02/1980').first().waitFor();
	});
}
