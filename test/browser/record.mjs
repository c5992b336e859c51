// A form with a fault, a form that another overtook, a session that ends in the middle of a form, and the way back
// right after an act, also after a removal.
export default async function ({ page, step, signIn, must }) {
	const main = page.getByRole('main');
	const send = () => main.locator('.buttons').last().getByRole('button', { name: 'Ghi', exact: true }).click();
	const saved = () => main.getByText(/^Đã ghi, bút toán số/).waitFor();
	let row, password;

	page.on('request', (r) => password ??= new URLSearchParams(r.postData() ?? '').get('password'));
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

	await step('the session ends in the middle of a form', async () => {
		await page.goto(`${row}/edit`);
		await page.locator('#f-name').fill('Trần Thị Sau');
		await page.locator('[name=_reason]').fill('thử');
		await page.context().clearCookies();
		await send();
		await main.getByText('Điều vừa nhập vẫn còn').waitFor();
	}, 401);

	await step('signed in again it stands there as typed', async () => {
		await page.getByLabel('Tên đăng nhập').fill('totchuc');
		await page.getByLabel('Mật khẩu').fill(password);
		await page.getByRole('button', { name: 'Đăng nhập' }).click();
		await main.getByText('chưa ghi gì').waitFor();
		must('what was typed', await page.locator('#f-name').inputValue(), 'Trần Thị Sau');
		must('drafts offered beside it', await page.locator('.draft').count(), 0);
	});

	await step('the draft of this browser is offered where the form is opened anew', async () => {
		await page.goto(`${row}/edit`);
		await page.getByRole('button', { name: 'Lấy lại' }).click();
		must('the draft', await page.locator('#f-name').inputValue(), 'Trần Thị Sau');
		await send();
		await saved();
		await page.getByRole('heading', { name: 'Trần Thị Sau', level: 1 }).waitFor();
	});

	await step('a removal offers its way back where one lands', async () => {
		await page.getByRole('link', { name: 'Xóa', exact: true }).click();
		await page.locator('[name=_reason]').fill('thử');
		await main.locator('.buttons').last().getByRole('button', { name: 'Xóa' }).click();
		await saved();
		await main.locator('.good').getByRole('link', { name: 'Hoàn tác' }).click();
		await main.getByText('Nhân thân: Xóa').waitFor();
		await page.getByLabel('Lý do').fill('xóa nhầm');
		await main.getByRole('button', { name: 'Hoàn tác' }).click();
		await main.getByText(/^Đã hoàn tác bằng bút toán số/).waitFor();
		await page.goto(row);
		await page.getByRole('heading', { name: 'Trần Thị Sau', level: 1 }).waitFor();
	});
}
