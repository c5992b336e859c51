// What was told stays told: the report as known a week ago is the same after a late correction, today's is not, and
// what came between is shown row by row.  The tip of a number closes by Escape and opens by touch.
const NOW = '/report/annual?period=2022', THEN = `${NOW}&known=2023-01-11`;

export default async function ({ page, step, signIn, number, must, shell }) {
	const main = page.getByRole('main');
	const rows = async to => {
		await page.goto(to);
		return main.locator('table.report tbody').innerText();
	};
	const died = async to => {
		await page.goto(to);
		return number(main.getByRole('row', { name: 'Đảng viên từ trần' }).locator('td').first().locator('a'));
	};
	let then, now, dead;

	await step('reads the report of today and as known a week ago', async () => {
		await signIn('totchuc');
		then = await rows(THEN);
		now = await rows(NOW);
		dead = await died(NOW);
	});

	await step('shows what stands behind a number, and puts it away by Escape', async () => {
		const cell = main.getByRole('row', { name: 'Tổng số đảng viên' }).locator('td.value');
		await cell.locator('a').focus();
		await cell.locator('.tip').waitFor();
		await page.keyboard.press('Escape');
		await cell.locator('.tip').waitFor({ state: 'hidden' });
	});

	await step('shows it by a button on a phone', async () => {
		await page.setViewportSize({ width: 390, height: 800 });
		const tip = main.locator('.tip').first();
		await main.locator('.why').first().click();
		await tip.waitFor();
		await page.keyboard.press('Escape');
		await tip.waitFor({ state: 'hidden' });
		await page.setViewportSize({ width: 1280, height: 900 });
	});

	await step('enters a late correction', async () => {
		const list = await shell('list', 'death', '--where', 'died_on >= 2022-06-01 and died_on <= 2022-12-08',
			'--columns', 'id', '--format', 'csv');
		const id = list.trim().split('\n').at(-1).split(',')[0];
		await shell('do', 'death', 'edit', id, '--as', 'totchuc', '--record', '--reason', 'báo tử ghi nhầm năm',
			'died_on=2021-12-30');
	});

	await step('finds the report of a week ago as it was, and today\'s moved', async () => {
		must('the report as known a week ago', await rows(THEN), then);
		must('that the report of today moved', await rows(NOW) !== now, true);
		must('who died in 2022', await died(NOW), dead - 1);
	});

	await step('asks what changed since it was last seen, down to the row and the reason', async () => {
		await main.getByRole('link', { name: 'Có gì đổi từ lần xem trước' }).click();
		const row = main.getByRole('row', { name: 'Đảng viên từ trần' });
		await row.locator('td.moved a').click();
		await main.getByRole('heading', { name: 'Ra khỏi: 1' }).waitFor();
		await main.getByText('báo tử ghi nhầm năm').waitFor();
		const tile = name => number(main.locator('.then-now .tile', { hasText: name }).locator('strong'));
		must('then and now', await tile('Lúc ấy') - await tile('Bây giờ'), 1);
	});
}
