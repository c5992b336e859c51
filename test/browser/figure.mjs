// A figure by organisation is sorted by its heading; over time a line stands above the table that it is drawn from.
export default async function ({ page, step, signIn, number, must }) {
	const main = page.getByRole('main');
	const first = async () => number(main.locator('table.report tbody tr').first().locator('td').first());

	await step('signs in', () => signIn('totchuc'));

	await step('sorts a figure, the greatest first and then the least', async () => {
		await page.goto('/figure/member.total?period=2022');
		await main.locator('a.order', { hasText: 'Kết quả' }).click();
		await main.locator('th[aria-sort="descending"]').waitFor();
		const most = await first();
		await main.locator('a.order', { hasText: 'Kết quả' }).click();
		await main.locator('th[aria-sort="ascending"]').waitFor();
		must('that the first is less now', await first() < most, true);
	});

	await step('shows it over time, as a line and as a table', async () => {
		await main.getByRole('link', { name: 'Theo thời gian' }).click();
		await main.locator('.chart canvas').waitFor();
		must('the months', await main.locator('#numbers tbody tr').count(), 12);
	});
}
