// A signed paper that broke a rule is recorded all the same: told before and after, by the name of the rule and its
// citation; whoever may answers it, and the answer stands on the act.
import { candidate, decision } from './part/candidate.mjs';

const RULE = 'Quyết định đúng hạn kể từ nghị quyết chi bộ', ANSWER = 'Huyện ủy bận đại hội, đã kiểm điểm.';

export default async function ({ page, step, signIn, must }) {
	const main = page.getByRole('main');
	const button = (name) => main.locator('.buttons').last().getByRole('button', { name, exact: true });
	let who, paper, act;

	await step('the clerk signs in', async () => {
		await signIn('canglong');
		who = await candidate(page);
		paper = await decision(page);
	});

	await step('records an approval of long after the resolution', async () => {
		await page.goto(`/r/admission/new?person=${who.person}`);
		await page.getByText('Ghi nhận (đã ký)').click();
		await page.locator('#f-_begins').selectOption('approve');
		await main.getByText('Các bước sau, nếu đã làm').click();
		const typed = { dossier_on: '10/12/2021', class_on: '15/10/2021', introducer1: who.introducers[0],
			introducer2: who.introducers[1], cell_on: '01/03/2022', cell_present: who.votes, cell_for: who.votes,
			cell_against: 0, approved_on: '05/12/2022', decision: paper.id };
		for (const [name, text] of Object.entries(typed))
			await page.locator(`#f-${name}`).fill(String(text));
	});

	await step('is told before what will have to be answered', async () => {
		await button('Xem trước').click();
		await main.locator('.preview .found').getByText(RULE).waitFor();
		await main.locator('.preview .found cite').first().waitFor();
		must('what was typed', await page.locator('#f-approved_on').inputValue(), '05/12/2022');
	});

	await step('and after, with rule, citation and its dates', async () => {
		await button('Ghi').click();
		await main.getByText(/^Đã ghi, bút toán số/).waitFor();
		act = new URL(page.url()).pathname;
		const found = main.locator('.findings li', { hasText: RULE });
		await found.locator('cite', { hasText: 'Quy định 24-QĐ/TW' }).waitFor();
		await found.getByText('hiệu lực từ 30/07/2021 đến 19/01/2025').waitFor();
		await found.getByText(/ngày làm việc, hạn là/).waitFor();
		await found.getByText(/^Người trả lời: .*Chánh văn phòng/).waitFor();
		must('who recorded it may answer', await found.getByRole('link', { name: 'Trả lời' }).count(), 0);
	});

	await step('the chief finds it among what waits', async () => {
		await signIn('vp.canglong');
		await page.getByRole('navigation').getByRole('link', { name: 'Điểm cần làm rõ' }).first().click();
		await main.getByText(who.name).first().waitFor();
		await page.goto(act);
		await main.locator('.findings li', { hasText: RULE }).getByRole('link', { name: 'Trả lời' }).click();
		await main.locator('.found').getByRole('link', { name: new RegExp(who.name) }).waitFor();
	});

	await step('an empty answer is refused beside its field', async () => {
		await button('Trả lời').click();
		await main.locator('.errs a[href="#f-answer"]').waitFor();
		await main.locator('.field.wrong #f-answer').waitFor();
	}, 422);

	await step('answers it', async () => {
		await page.locator('#f-answer').fill(ANSWER);
		await button('Trả lời').click();
		await main.getByText(/^Đã ghi, bút toán số/).waitFor();
		await page.goto(act);
		const found = main.locator('.findings li', { hasText: RULE });
		await found.locator('blockquote', { hasText: ANSWER }).waitFor();
		await found.getByText('Đã trả lời').waitFor();
		await found.locator('blockquote small', { hasText: 'Chánh văn phòng' }).waitFor();
	});
}
