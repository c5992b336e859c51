// One step for many rows, by keyboard and mouse: foreseen, done, taken back at once; and all of it without scripts.
export default async function ({ page, step, signIn, number, must }) {
	const main = page.getByRole('main');
	const count = () => number(main.locator('.head .count strong'));
	const listed = async () => {
		await page.goto('/r/sympathiser?where=state+%3D+listed');
		return count();
	};
	let all;

	await step('chooses rows with Shift and with Space', async () => {
		await signIn('totchuc');
		all = await listed();
		const boxes = main.locator('input[name="_row"]');
		await boxes.nth(0).click();
		await boxes.nth(2).click({ modifiers: ['Shift'] });
		must('chosen', await main.locator('#bulk output').innerText(), 'Đã chọn 3 dòng');
		await main.locator('tbody tr').nth(3).locator('td').nth(1).click({ position: { x: 2, y: 2 } });
		await page.keyboard.press(' ');
		must('with the fourth', await main.locator('#bulk output').innerText(), 'Đã chọn 4 dòng');
		await page.keyboard.press(' ');
		must('without it again', await main.locator('#bulk output').innerText(), 'Đã chọn 3 dòng');
	});

	await step('sees what would become of each', async () => {
		await main.getByRole('button', { name: 'Làm cho các dòng đã chọn' }).click();
		await page.getByLabel('Việc làm cho cả 3 dòng').selectOption({ label: 'Chuyển lập hồ sơ kết nạp' });
		await page.getByRole('button', { name: 'Tiếp tục' }).click();
		await page.getByRole('button', { name: 'Xem trước từng dòng' }).click();
		await main.getByText('Làm được').first().waitFor();
		must('rows', await main.locator('.foreseen tbody tr').count(), 3);
	});

	await step('does it in one entry, and takes it back', async () => {
		await page.getByRole('button', { name: 'Ghi 3 dòng' }).click();
		await main.getByText('Đã ghi 3 dòng').waitFor();
		must('left', await listed(), all - 3);
		await page.goBack();
		await main.getByRole('link', { name: 'Hoàn tác', exact: true }).click();
		await page.getByLabel('Lý do').fill('chọn nhầm');
		await page.getByRole('button', { name: 'Hoàn tác', exact: true }).click();
		await main.getByText('Đã hoàn tác').waitFor();
		must('all are back', await listed(), all);
	});

	await step('the same without scripts', async () => {
		const plain = await page.context().browser().newContext({ baseURL: new URL(page.url()).origin,
			locale: 'vi-VN', javaScriptEnabled: false, storageState: await page.context().storageState() });
		const p = await plain.newPage();
		await p.goto('/r/sympathiser?where=state+%3D+listed');
		await p.locator('input[name="_row"]').nth(0).check();
		await p.locator('input[name="_row"]').nth(1).check();
		await p.getByRole('button', { name: 'Làm cho các dòng đã chọn' }).click();
		await p.getByLabel('Việc làm cho cả 2 dòng').selectOption({ label: 'Chuyển lập hồ sơ kết nạp' });
		await p.getByRole('button', { name: 'Tiếp tục' }).click();
		await p.getByRole('button', { name: 'Xem trước từng dòng' }).click();
		await p.getByRole('button', { name: 'Ghi 2 dòng' }).click();
		await p.getByText('Đã ghi 2 dòng').waitFor();
		await p.goto('/r/member?size=all&where=');
		must('rows without scripts', await p.locator('#main tbody tr').count() > 1000, true);
		await plain.close();
		must('left', await listed(), all - 2);
	});
}
