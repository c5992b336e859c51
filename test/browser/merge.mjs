// Two communes become one: tried first, with what stood before beside what would stand after; carried out; taken back.
// The report of the year before does not move, and once it is taken back every table is what it was.
const NEW = 'Đảng bộ xã Mỹ An (giả lập)';
const LINES = [
	{ what: 'found', code: '84.002.901', name: NEW, type: 'grassroots_committee', parent: '84.002', official: '30' },
	{ what: 'move', below: '1', unit: '84.002.002' },
	{ what: 'move', below: '1', unit: '84.002.003' },
	{ what: 'end', unit: '84.002.002' },
	{ what: 'end', unit: '84.002.003' },
];

export default async function ({ page, step, signIn, number, must, shell }) {
	const main = page.getByRole('main');
	const input = (i, name) => main.locator(`[name="unit_change[${i}].${name}"]`);
	const state = async () => (await shell('verify', '--hash')).match(/^state (\w+)/m)[1];
	const report = async year => {
		await page.goto(`/report/annual?period=${year}`);
		return main.locator('table.report tbody').innerText();
	};
	const members = (side, name) => number(
		main.locator('.sides > div').nth(side).locator('tr', { hasText: name }).first().locator('td').nth(1));
	let before, year, sum;

	await step('signs in and looks at the report of the year before', async () => {
		before = await state();
		await signIn('totchuc');
		year = await report(2021);
		must('that it has numbers', /\d/.test(year), true);
	});

	await step('writes the decision, line by line', async () => {
		await page.goto('/r/reorganisation/new');
		await main.locator('[name="_way"][value="record"]').check();
		await main.locator('[name="kind"]').selectOption('amalgamate');
		await main.locator('[name="unit"]').fill('84.002');
		await main.locator('[name="day"]').fill('18/01/2023');
		for (let i = 0; i < LINES.length; i++) {
			if (!await input(i, 'what').count())
				await main.locator('button[name="_more"]').first().click();
			await input(i, 'what').waitFor();
		}
		for (const [i, line] of LINES.entries())
			for (const [name, text] of Object.entries(line)) {
				const at = input(i, name);
				if (await at.evaluate(e => e.tagName) === 'SELECT')
					await at.selectOption(text);
				else if (await at.getAttribute('type') === 'checkbox')
					await at.check();
				else
					await at.fill(text);
			}
	});

	await step('tries it: before beside after', async () => {
		await main.locator('.buttons').getByRole('button', { name: 'Xem trước' }).first().click();
		await main.locator('.sides').waitFor();
		sum = await members(0, 'Đảng bộ xã Mỹ Cẩm') + await members(0, 'Đảng bộ xã An Trường A');
		must('that there are members', sum > 0, true);
		must('the members of the new one', await members(1, NEW), sum);
		must('that nothing was written', await state(), before);
	});

	await step('has it one under the other on a phone', async () => {
		await page.setViewportSize({ width: 390, height: 800 });
		const [first, second] = await main.locator('.sides > div').all();
		const a = await first.boundingBox(), b = await second.boundingBox();
		must('that they stand below each other', b.y >= a.y + a.height, true);
		must('that the page is no wider', await page.evaluate(() => document.documentElement.scrollWidth), 390);
		await page.setViewportSize({ width: 1280, height: 900 });
	});

	await step('carries it out', async () => {
		await main.locator('.buttons').getByRole('button', { name: 'Ghi', exact: true }).first().click();
		await main.getByRole('link', { name: 'Hoàn tác' }).first().waitFor();
		must('that it was written', await state() !== before, true);
	});

	await step('finds the new one in the tree by name, without diacritics', async () => {
		const act = page.url();
		await page.goto('/units');
		await page.getByLabel('Tên hoặc mã').pressSequentially('xa my an');
		const line = main.locator('#tree tr', { hasText: NEW });
		await line.waitFor();
		must('its members', await number(line.locator('td').nth(3)), sum);
		await page.goto('/units?unit=84.002.901');
		await main.locator('tr.ended', { hasText: 'Mỹ Cẩm' }).waitFor();
		must('the report of the year before', await report(2021), year);
		await page.goto(act);
	});

	await step('takes it back', async () => {
		await main.getByRole('link', { name: 'Hoàn tác' }).first().click();
		await page.getByLabel('Lý do').fill('thử sáp nhập');
		await main.getByRole('button', { name: 'Hoàn tác' }).click();
		await main.getByText('Đã hoàn tác').waitFor();
		must('the state of all tables', await state(), before);
		must('the report of the year before', await report(2021), year);
	});
}
