// The cell's month on a phone: a secretary sends it by touch within two minutes; the office above sees it, and who has
// not sent; what came on paper is typed by the office.
export const device = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

const MONTH = '2023-02', TAP = 2, LETTER = 0.5, MOST = 120;     // seconds of a slow thumb: to find and tap, to type

export default async function ({ page, step, signIn, must }) {
	const main = page.getByRole('main');
	let seconds = 0, cell, sent;

	const tap = async (what) => {
		seconds += TAP;
		await what.tap();
	};
	const type = async (label, text) => {
		seconds += TAP + LETTER * text.length;
		await main.getByLabel(label).fill(text);
	};
	const choose = async (select, label) => {
		seconds += 2 * TAP;
		await select.selectOption({ label });
	};
	const fits = async () =>
		must('the page is wider than the phone',
			await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
	const sentNow = async () => Number((await main.locator('.count').innerText()).match(/(\d+) trong/)[1]);
	const signOut = async () => {
		await page.getByRole('button', { name: 'Đăng xuất' }).tap();
		await page.getByLabel('Mật khẩu').waitFor();
	};

	await step('the secretary signs in', () => signIn('bithu'));

	await step('the month of the cell is three taps away', async () => {
		await tap(page.getByText('Danh mục', { exact: true }));
		await tap(page.getByRole('navigation').getByRole('link', { name: 'Phiếu tháng chi bộ' }));
		await tap(main.getByRole('link', { name: 'Tháng sau' }));
		await main.getByText('Tháng 02 năm 2023').waitFor();
		await fits();
		cell = await main.locator('table.sheet tbody a').first().innerText();
		await tap(main.locator('table.sheet tbody a').first());
		await page.getByRole('heading', { name: cell, level: 1 }).waitFor();
		await fits();
	});

	await step('all stand there as present and paid', async () => {
		const marks = main.locator('table.month select');
		must('that there is a roll', await marks.count() > 2, true);
		for (const mark of await marks.all())
			must('a mark', await mark.inputValue(), '');
	});

	await step('one was ill, the dues, a proposal: sent within two minutes', async () => {
		await type('Ngày họp', '18/01/2023');
		await type('Thời lượng (phút)', '95');
		await type('Đảng phí đã thu (đồng)', '180.000');
		await choose(main.locator('table.month select').first(), 'Ốm đau, có báo');
		await type('Kiến nghị với cấp trên', 'Đề nghị sửa loa của nhà họp.');
		await tap(main.getByRole('button', { name: 'Nộp phiếu tháng' }));
		await main.getByText(/^Đã ghi, bút toán số/).waitFor();
		await fits();
		console.log(`# ${seconds} s of taps and letters`);
		must(`that ${seconds} s are enough`, seconds < MOST, true);
	});

	await step('the secretary sees what was sent', async () => {
		await main.getByRole('link', { name: 'buổi sinh hoạt và người vắng' }).tap();
		await main.getByText('Ốm đau, có báo').first().waitFor();
		await fits();
	});

	await step('the office above sees the sheet of that cell', async () => {
		await signOut();
		await signIn('tptravinh');
		await page.goto(`/month?month=${MONTH}`);
		await fits();
		sent = await sentNow();
		for (let i = 0; i < 4 && !await main.getByRole('link', { name: cell }).count(); i++) {
			const here = page.url();
			await main.locator('table.sheet tbody tr', { hasNot: page.getByText('0 %', { exact: true }) })
				.locator('a').first().tap();
			await page.waitForURL((there) => there.href !== here);
		}
		await main.getByRole('link', { name: cell }).tap();
		await main.getByText('Phiếu tháng này đã nộp').waitFor();
	});

	await step('and who has not sent, as a list and as a letter for Word', async () => {
		await page.goto(`/month?month=${MONTH}`);
		await main.getByRole('link', { name: 'Ai chưa nộp' }).tap();
		await main.getByRole('table').waitFor();
		must('the cell among them', await main.getByRole('link', { name: cell, exact: true }).count(), 0);
		await page.goto(`/month?month=${MONTH}`);
		await main.getByRole('link', { name: 'Công văn nhắc' }).tap();
		await main.locator('article.paper').waitFor();
		must('the cell in the letter', await main.locator('article.paper li', { hasText: cell }).count(), 0);
		must('that some have not sent', await main.locator('article.paper li').count() > 0, true);
		const word = page.waitForEvent('download');
		await main.getByRole('link', { name: 'Tải bản Word' }).tap();
		must('the file', (await word).suggestedFilename(), `nhac-phieu-thang-${MONTH}.docx`);
	});

	await step('the office types the paper of a cell without a computer', async () => {
		await page.goto(`/r/unit?where=${encodeURIComponent(
			`type = cell and ended_on is not set and not (has cell_meeting(month = "${MONTH}"))`)}&unit=84.001`);
		const id = (await main.locator('table.sheet tbody a').first().getAttribute('href')).match(/\d+/)[0];
		await page.goto(`/month/blank?month=${MONTH}&unit=${id}`);
		const names = await main.locator('table.sheet tbody tr').count();
		await fits();
		await page.goto(`/month/sheet?month=${MONTH}&unit=${id}`);
		must('the names on paper and on screen', await main.locator('table.month tbody tr').count(), names);
		await main.getByLabel('Ngày họp').fill('17/01/2023');
		await main.getByLabel('Đảng phí đã thu (đồng)').fill('240.000');
		await main.getByRole('button', { name: 'Nộp phiếu tháng' }).tap();
		await main.getByText(/^Đã ghi, bút toán số/).waitFor();
		await page.goto(`/month?month=${MONTH}`);
		must('how many have sent', await sentNow(), sent + 1);
	});
}
