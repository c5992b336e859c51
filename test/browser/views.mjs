// A list kept under a name: saved, opened from the head of the list and by Ctrl+K, never shown to another.
export default async function ({ page, step, signIn, number, must }) {
	const main = page.getByRole('main');
	const bar = page.getByRole('navigation', { name: 'Danh sách đã lưu' });
	const count = () => number(main.locator('.head .count strong'));
	let some;

	await step('saves what it sees under a name', async () => {
		await signIn('totchuc');
		await page.goto('/r/member?where=standing+%3D+probationary&columns=person,file_no&order=-file_no');
		some = await count();
		await bar.getByRole('link', { name: 'Lưu danh sách này' }).click();
		await page.getByLabel('Tên danh sách').fill('Đảng viên dự bị của tôi');
		await page.getByRole('button', { name: 'Lưu', exact: true }).click();
		await bar.getByRole('link', { name: 'Đảng viên dự bị của tôi' }).waitFor();
		must('the rows', await count(), some);
		must('the columns', await main.locator('thead tr').first().locator('th').count(), 2);
	});

	await step('opens it by Ctrl+K, without diacritics', async () => {
		await page.goto('/');
		await page.keyboard.press('Control+k');
		await page.keyboard.type('du bi cua toi');
		await page.locator('dialog .saved a').waitFor();
		await page.keyboard.press('Enter');
		await page.waitForURL(/view=/);
		must('the rows', await count(), some);
		must('the one marked', await bar.locator('a.here').innerText(), 'Đảng viên dự bị của tôi');
	});

	await step('calls it something else', async () => {
		await bar.getByRole('link', { name: 'Lưu, đổi tên, chia sẻ' }).click();
		await main.locator('.mine').getByLabel('Tên').fill('Dự bị');
		await main.locator('.mine').getByRole('button', { name: 'Ghi lại' }).click();
		await page.goto('/r/member');
		await bar.getByRole('link', { name: 'Dự bị', exact: true }).waitFor();
	});

	await step('another does not see it', async () => {
		await page.getByRole('button', { name: 'Đăng xuất' }).click();
		await signIn('lanhdao');
		await page.goto('/r/member');
		must('links of his', await bar.getByRole('link', { name: 'Dự bị', exact: true }).count(), 0);
		await page.goto('/search?q=du+bi');
		must('what is found', await main.locator('.saved').count(), 0);
	});
}
