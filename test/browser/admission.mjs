// One is admitted through all steps by two people: the clerk of the district enters what the cell did, in its place;
// the chief of its office the committee's resolution; the approval is again the other's; then the ceremony, the member
// on the roll, and the figures that moved by one.
import { DOSSIER, candidate } from './part/candidate.mjs';

const REPORT = '/report/annual?period=2023';
const NUMBER = '015-QĐ/HU';
const PAPER = { number: NUMBER, date: '12/01/2023', issuer: 'Huyện ủy Càng Long', title: 'chuẩn y kết nạp',
	unit: '84.002' };

export default async function ({ page, step, signIn, number, must }) {
	const main = page.getByRole('main');
	const fill = async (values) => {
		for (const [name, text] of Object.entries(values))
			await page.locator(`#f-${name}`).fill(String(text));
	};
	const send = (name) => main.locator('.buttons').last().getByRole('button', { name, exact: true }).click();
	const saved = () => main.getByText(/^Đã ghi, bút toán số/).waitFor();
	const offered = () => main.locator('.head .does a').allInnerTexts();
	const take = async (label) => {
		await page.goto(act);
		await main.locator('.head .does').getByRole('link', { name: label }).click();
		await page.getByRole('heading', { name: label, level: 1 }).waitFor();
	};
	const stocks = async () => {
		await page.goto(REPORT);
		const value = (name) => number(main.getByRole('row', { name }).locator('td').first());
		return [await value('Tổng số đảng viên'), await value(/người được chuẩn y kết nạp/)];
	};
	let who, act, before;

	await step('the clerk signs in', () => signIn('canglong'));

	await step('the figures before', async () => {
		who = await candidate(page);
		before = await stocks();
	});

	await step('prepares the file, from the person', async () => {
		await page.goto(`/r/person/${who.person}?tab=life`);
		await main.locator('.adds').getByRole('link', { name: 'Kết nạp đảng viên' }).click();
		must('the person', (await page.locator('#f-person').inputValue()).startsWith(who.name), true);
		await main.getByText('Đây là việc của chi bộ').waitFor();
		await fill({ ...DOSSIER, introducer1: who.introducers[0], introducer2: who.introducers[1] });
		await send('Ghi');
		await saved();
		act = new URL(page.url()).pathname;
		await main.locator('.pill', { hasText: 'Lập hồ sơ' }).waitFor();
	});

	await step('sees what comes next, by whom, by what rule', async () => {
		const next = main.locator('.way-on li', { hasText: 'Chi bộ ra nghị quyết' });
		await next.getByText('Người làm:').waitFor();
		await next.getByText(/quy định được xét/).click();
		await next.getByText('Đủ 18 tuổi đến đủ 60 tuổi').waitFor();
		must('the votes are not asked too early', (await offered()).includes('Lễ kết nạp'), false);
	});

	await step('too few votes are refused, with the rule', async () => {
		await take('Chi bộ ra nghị quyết');
		await main.getByText(`Nhập thay: ${who.unit}`).waitFor();
		await fill({ cell_on: '05/01/2023', cell_present: who.votes, cell_for: 0, cell_against: who.votes });
		await send('Chi bộ ra nghị quyết');
		await main.locator('.errs a[href="#f-cell_for"]').waitFor();
		await main.locator('.errs cite').first().waitFor();
		must('what was typed', await page.locator('#f-cell_on').inputValue(), '05/01/2023');
	}, 422);

	await step('enters the resolution of the cell', async () => {
		await fill({ cell_for: who.votes, cell_against: 0 });
		await send('Chi bộ ra nghị quyết');
		await saved();
	});

	await step('may not take the next step as well', async () => {
		must('the steps offered', (await offered()).some((text) => /Đảng ủy|Chuẩn y/.test(text)), false);
		await main.locator('.way-on', { hasText: 'không phải người làm bước trước' }).waitFor();
	});

	await step('the chief enters the resolution of the committee', async () => {
		await signIn('vp.canglong');
		await take('Đảng ủy cơ sở ra nghị quyết');
		await fill({ committee_on: '09/01/2023', committee_base: 9, committee_for: 9, committee_against: 0 });
		await send('Đảng ủy cơ sở ra nghị quyết');
		await saved();
		await main.locator('.pill', { hasText: 'Đảng ủy cơ sở đã ra nghị quyết' }).waitFor();
	});

	await step('the clerk approves, with a decision entered on the way', async () => {
		await signIn('canglong');
		await take('Chuẩn y kết nạp');
		await fill({ approved_on: '12/01/2023', board_base: 11, board_for: 11, board_against: 0 });
		const opened = page.waitForEvent('popup');
		await main.locator('.field', { has: page.locator('#f-decision') }).getByRole('link', { name: '+ Văn bản' }).click();
		const beside = await opened;
		await beside.locator('#f-kind').selectOption('decision');
		for (const [name, text] of Object.entries(PAPER))
			await beside.locator(`#f-${name}`).fill(text);
		await beside.locator('.buttons').last().getByRole('button', { name: 'Ghi', exact: true }).click();
		await beside.getByText(/^Đã ghi, bút toán số/).waitFor();
		await beside.close();
		await fill({ decision: NUMBER });
		await send('Chuẩn y kết nạp');
		await saved();
		await main.locator('.way').getByText(NUMBER).waitFor();
	});

	await step('the ceremony makes a member', async () => {
		await take('Lễ kết nạp');
		await fill({ received_on: '13/01/2023', held_on: '17/01/2023' });
		await send('Lễ kết nạp');
		await saved();
		await main.locator('.pill', { hasText: 'Đã làm lễ kết nạp' }).waitFor();
		must('the steps done', await main.locator('.way li').count(), 5);
	});

	await step('the member stands on the roll', async () => {
		await page.goto(`/r/member?unit=${who.code}`);
		await main.getByRole('link', { name: who.name }).first().click();
		await main.locator('.trail', { hasText: who.unit }).waitFor();
		await main.getByRole('link', { name: 'Quá trình', exact: true }).click();
		await main.locator('.life').getByText(NUMBER).waitFor();
	});

	await step('the figures moved by one', async () => {
		const after = await stocks();
		must('members', after[0], before[0] + 1);
		must('approved', after[1], before[1] + 1);
	});

	await step('the journal says who typed in whose place', async () => {
		await page.goto(`${act}/history`);
		await main.getByText(`Nhập thay: ${who.unit}`).first().waitFor();
	});
}
