// An admission without scripts; in the middle of it the session ends while a form is filled in, and nothing is lost.
import { DOSSIER, candidate, decision } from './part/candidate.mjs';

export default async function ({ page, step, signIn, must }) {
	// Enter and not a click: where no script runs nothing tells Playwright that the page stands still.
	let who, paper, password, plain, main;
	const fill = async (values) => {
		for (const [name, text] of Object.entries(values))
			await plain.locator(`#f-${name}`).fill(String(text));
	};
	const send = (name) => main.locator('.buttons').last().getByRole('button', { name, exact: true }).press('Enter');
	const saved = () => main.getByText(/^Đã ghi, bút toán số/).waitFor();
	const enter = async (login) => {
		await fill({ login, password });
		await plain.getByRole('button', { name: 'Đăng nhập' }).press('Enter');
		await plain.getByRole('button', { name: 'Đăng xuất' }).waitFor();
	};
	const take = async (label, values) => {
		await main.locator('.head .does').getByRole('link', { name: label }).press('Enter');
		await fill(values);
		await send(label);
	};
	const asOther = async (login) => {
		const row = new URL(plain.url()).pathname;
		await plain.getByRole('button', { name: 'Đăng xuất' }).press('Enter');
		await enter(login);
		await plain.goto(row);
	};

	page.on('request', (r) => password ??= new URLSearchParams(r.postData() ?? '').get('password'));
	await step('signs in', async () => {
		await signIn('canglong');
		who = await candidate(page);
		paper = await decision(page);
		const baseURL = new URL(page.url()).origin;
		const context = await page.context().browser().newContext({ baseURL, locale: 'vi-VN', javaScriptEnabled: false });
		plain = await context.newPage();
		main = plain.getByRole('main');
		await plain.goto('/login');
		await enter('canglong');
	});

	await step('finds the person', async () => {
		await plain.locator('.top [name=q]').fill(who.name);
		await plain.getByRole('button', { name: 'Tìm', exact: true }).press('Enter');
		await main.getByRole('link', { name: who.name }).first().press('Enter');
		await main.getByRole('link', { name: 'Quá trình', exact: true }).press('Enter');
		await main.locator('.adds').getByRole('link', { name: 'Kết nạp đảng viên' }).press('Enter');
	});

	await step('prepares the file', async () => {
		await fill({ ...DOSSIER, introducer1: who.introducers[0], introducer2: who.introducers[1] });
		await send('Ghi');
		await saved();
	});

	await step('the session ends before the form is sent', async () => {
		await main.locator('.head .does').getByRole('link', { name: 'Chi bộ ra nghị quyết' }).press('Enter');
		await fill({ cell_on: '05/01/2023', cell_present: who.votes, cell_for: who.votes, cell_against: 0 });
		await plain.context().clearCookies();
		await send('Chi bộ ra nghị quyết');
		await main.getByText('Điều vừa nhập vẫn còn').waitFor();
	});

	await step('another signs in: told whose it is, nothing is written', async () => {
		await enter('totchuc');
		await main.getByText('Người nhập biểu mẫu này là canglong, không phải người đang đăng nhập').waitFor();
		must('what was typed', await plain.locator('#f-cell_on').inputValue(), '05/01/2023');
		await plain.context().clearCookies();
		await send('Chi bộ ra nghị quyết');
	});

	await step('who typed it signs in and sends it', async () => {
		await enter('canglong');
		await main.getByText('chưa ghi gì').waitFor();
		must('a stranger is told of', await main.getByText('không phải người đang đăng nhập').count(), 0);
		must('what was typed', await plain.locator('#f-cell_for').inputValue(), String(who.votes));
		await send('Chi bộ ra nghị quyết');
		await saved();
	});

	await step('the other approves, the clerk records the ceremony', async () => {
		await asOther('vp.canglong');
		await take('Chuẩn y kết nạp', { approved_on: '12/01/2023', decision: paper.id });
		await saved();
		await asOther('canglong');
		await take('Lễ kết nạp', { received_on: '13/01/2023', held_on: '17/01/2023' });
		await saved();
		await main.locator('.pill', { hasText: 'Đã làm lễ kết nạp' }).waitFor();
	});

	await step('what was just done is taken back and done again', async () => {
		await main.locator('.good').getByRole('link', { name: 'Hoàn tác' }).press('Enter');
		await plain.getByLabel('Lý do').fill('sai ngày');
		await main.getByRole('button', { name: 'Hoàn tác' }).press('Enter');
		await main.getByText(/^Đã hoàn tác bằng bút toán số/).waitFor();
		await main.locator('.pill', { hasText: 'Đã chuẩn y' }).waitFor();
		await main.locator('.good').getByRole('link', { name: 'Làm lại việc vừa hoàn tác' }).press('Enter');
		await plain.getByLabel('Lý do').fill('ngày đúng');
		await main.getByRole('button', { name: 'Hoàn tác' }).press('Enter');
		await main.locator('.pill', { hasText: 'Đã làm lễ kết nạp' }).waitFor();
		await plain.context().close();
	});
}
