// The main story: from the report to a person; his death is recorded and the figure falls by one; asked as it was known
// before, it is what it was; undone, it is back.
const REPORT = '/report/annual?period=2022';

export default async function ({ page, step, signIn, number, must }) {
	const main = page.getByRole('main');
	const total = () => number(main.getByRole('row', { name: 'Tổng số đảng viên' }).locator('td').first());
	const died = () => number(main.getByRole('row', { name: 'Đảng viên từ trần' }).locator('td').first());
	let before, dead, known;

	await step('signs in', () => signIn('totchuc'));

	await step('opens the report of 2022', async () => {
		await page.getByRole('navigation').getByRole('link', { name: 'Báo cáo năm' }).click();
		await page.getByLabel('Kỳ', { exact: true }).fill('2022');
		await page.getByRole('button', { name: 'Lập báo cáo' }).click();
		await page.getByRole('heading', { name: 'Báo cáo năm 2022' }).waitFor();
		before = await total();
		dead = await died();
		must('that there are members', before > 1000, true);
	});

	await step('opens a figure, organisation by organisation', async () => {
		const lines = main.locator('table.report tbody tr');
		const sum = async () => {
			let n = 0;
			for (const line of await lines.all())
				n += await number(line.locator('td').first());
			return n;
		};
		await main.getByRole('link', { name: 'Tổng số đảng viên' }).click();
		await page.getByRole('heading', { name: 'Tổng số đảng viên', level: 1 }).waitFor();
		must('the sum over organisations', await sum(), before);
		const first = lines.filter({ has: page.locator('th a') }).first();
		while (await first.count()) {
			const name = await first.locator('th a').innerText();
			const n = await number(first.locator('td').first());
			await first.locator('th a').click();
			await main.locator('.asked', { hasText: name }).waitFor();
			must(`the sum over ${name}`, await sum(), n);
		}
	});

	await step('opens the persons of one', async () => {
		const link = main.locator('table.report tbody tr td a').first();
		const n = await number(link);
		await link.click();
		await main.getByRole('table').waitFor();
		must('the persons listed', await main.locator('tbody tr').count(), n);
		const name = await main.locator('tbody tr a').first().innerText();
		await main.locator('tbody tr a').first().click();
		await page.getByRole('heading', { name, level: 1 }).waitFor();
		await main.getByRole('link', { name: 'Quá trình' }).click();
		await main.getByRole('heading', { name: 'Quá trình' }).waitFor();
	});

	await step('records a death', async () => {
		await main.getByRole('link', { name: 'Đảng viên từ trần' }).click();
		await page.getByLabel('Ngày từ trần').fill('02/11/2022');
		await main.locator('.buttons').getByRole('button', { name: 'Ghi', exact: true }).click();
		const said = await main.getByText(/^Đã ghi, bút toán số [\d.]+\./).innerText();
		known = Number(said.match(/số ([\d.]+)\./)[1].replaceAll('.', '')) - 1;
	});
	const row = page.url();

	await step('the total falls by one', async () => {
		await page.goto(REPORT);
		must('the total', await total(), before - 1);
		must('the deaths', await died(), dead + 1);
	});

	await step('as known before it is unchanged', async () => {
		await page.getByLabel('Như đã biết lúc').fill(String(known));
		await page.getByRole('button', { name: 'Lập báo cáo' }).click();
		await page.getByText('Như đã biết ở bút toán').first().waitFor();
		must('the total', await total(), before);
		must('the deaths', await died(), dead);
	});

	await step('undoes it', async () => {
		await page.goto(row);
		await main.locator('.good').getByRole('link', { name: 'Hoàn tác' }).click();
		await page.getByLabel('Lý do').fill('ghi nhầm người');
		await main.getByRole('button', { name: 'Hoàn tác' }).click();
		await main.getByText(/^Đã hoàn tác bằng bút toán số/).waitFor();
	});

	await step('the total is back', async () => {
		await page.goto(REPORT);
		must('the total', await total(), before);
		must('the deaths', await died(), dead);
	});
}
