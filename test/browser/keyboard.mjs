// A whole admission by keyboard alone: no mouse, no address typed; what has the focus is always seen.
import { DOSSIER, candidate, decision } from './part/candidate.mjs';
import { plain, press, tabTo, type } from './part/keys.mjs';

export default async function ({ page, step, signIn, must }) {
	const main = page.getByRole('main');
	const key = (name) => page.keyboard.press(name);
	const fill = async (values) => {
		for (const [name, text] of Object.entries(values))
			await type(page, page.locator(`#f-${name}`), text);
	};
	const saved = () => main.getByText(/^Đã ghi, bút toán số/).waitFor();
	const take = async (label, values) => {
		await press(page, main.locator('.head .does').getByRole('link', { name: label }));
		await page.getByRole('heading', { name: label, level: 1 }).waitFor();
		await fill(values);
		await key('Enter');
		await saved();
	};
	const find = async (name) => {
		await key('Control+k');
		await page.keyboard.type(plain(name));
		await page.locator('#palette-found a.chosen', { hasText: name }).waitFor();
		await key('Enter');
		await page.getByRole('heading', { name, level: 1 }).waitFor();
	};
	const change = async (login, password) => {
		await press(page, page.getByRole('button', { name: 'Đăng xuất' }));
		await page.locator('#f-login').waitFor();
		await fill({ login, password });
		await key('Enter');
		await page.getByRole('button', { name: 'Đăng xuất' }).waitFor();
	};
	let who, paper, password;

	page.on('request', (r) => password ??= new URLSearchParams(r.postData() ?? '').get('password'));
	await step('signs in', async () => {
		await signIn('canglong');
		who = await candidate(page);
		paper = await decision(page);
	});

	await step('skips to the content', async () => {
		await key('Tab');
		must('the first stop', await page.evaluate(() => document.activeElement.className), 'skip');
		await key('Enter');
	});

	await step('finds the person, and the act to begin', async () => {
		await find(who.name);
		await press(page, main.getByRole('link', { name: 'Quá trình', exact: true }));
		await main.locator('.adds').waitFor();
		await press(page, main.locator('.adds').getByRole('link', { name: 'Kết nạp đảng viên' }));
		await page.locator('#f-dossier_on').waitFor();
	});

	await step('a choice by arrows', async () => {
		await tabTo(page, page.locator('[name=_way]'));
		await key('ArrowRight');
		must('signed', await page.locator('[name=_way][value=record]').isChecked(), true);
		await key('ArrowLeft');
		await tabTo(page, page.locator('#f-readmission'));
		await key('ArrowDown');
		await key('ArrowDown');
		must('admitted again', await page.locator('#f-readmission').inputValue(), '0');
	});

	await step('prepares the file', async () => {
		await fill({ dossier_on: DOSSIER.dossier_on, class_on: '99/99/2022', introducer1: who.introducers[0],
			introducer2: who.introducers[1], vetted_on: DOSSIER.vetted_on });
		await key('Enter');
		await press(page, main.locator('.errs a[href="#f-class_on"]'));
		must('the focus', await page.evaluate(() => document.activeElement.id), 'f-class_on');
		await fill({ class_on: DOSSIER.class_on });
		await key('Enter');
		await saved();
	}, 422);

	await step('enters the resolution of the cell', () => take('Chi bộ ra nghị quyết',
		{ cell_on: '05/01/2023', cell_present: who.votes, cell_for: who.votes, cell_against: 0 }));

	await step('the other approves', async () => {
		await change('vp.canglong', password);
		await find(who.name);
		await press(page, main.getByRole('link', { name: 'Quá trình', exact: true }));
		await main.locator('.life').waitFor();
		await press(page, main.locator('.life').getByRole('link', { name: 'Kết nạp đảng viên' }));
		await page.locator('.way').waitFor();
		await take('Chuẩn y kết nạp', { approved_on: '12/01/2023', board_base: 11, board_for: 11, board_against: 0,
			decision: paper.id });
	});

	await step('the ceremony', async () => {
		await change('canglong', password);
		await find(who.name);
		await press(page, main.getByRole('link', { name: 'Quá trình', exact: true }));
		await main.locator('.life').waitFor();
		await press(page, main.locator('.life').getByRole('link', { name: 'Kết nạp đảng viên' }));
		await page.locator('.way').waitFor();
		await take('Lễ kết nạp', { received_on: '13/01/2023', held_on: '17/01/2023' });
		await main.locator('.pill', { hasText: 'Đã làm lễ kết nạp' }).waitFor();
	});
}
