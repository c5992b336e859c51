// 500 ugly rows: a clerk sees every fault in its cell, writes what is sound, mends the coloured workbook that comes
// back, brings it again, and takes it all back.  Once more without scripts.
import { readFileSync } from 'node:fs';
import { unzip, zip } from '../../tools/zip.mjs';

const SHEET = 'xl/worksheets/sheet1.xml', XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

// Every row under the headings made right; the cell of the reasons, its last, stays.
function mend(bytes) {
	const files = unzip(bytes);
	const cell = (column, row, text) => `<c r="${column}${row}" t="inlineStr"><is><t>${text}</t></is></c>`;
	let rows = 0;
	const sheet = files.get(SHEET).toString().replace(/<row r="(\d+)"[^>]*>(.*?)<\/row>/gs, (whole, n, cells) => {
		const reason = cells.slice(cells.lastIndexOf('<c '));
		if (!/: /.test(reason))
			return whole;
		const citizen = '0891' + String(++rows).padStart(8, '0');
		const right = { B: 'Nguyễn Văn Lành', C: 'Nam', D: `${13 + rows % 15}/02/1980`, E: citizen, F: 'Kinh',
			H: '84.001.001' };
		return `<row r="${n}">${Object.entries(right).map(([c, text]) => cell(c, n, text)).join('')}${reason}</row>`;
	});
	files.set(SHEET, Buffer.from(sheet));
	return { bytes: zip(files), rows };
}

export default async function ({ page, step, signIn, number, must }) {
	const main = page.getByRole('main');
	const count = (what) => number(main.locator(`.verdicts .v-${what} strong`));
	const total = async () => {
		await page.goto('/r/person');
		return number(main.locator('.count strong'));
	};
	const bring = async (file) => {
		await page.goto('/r/person/import');
		await page.locator('#f-file').setInputFiles(file);
		await main.getByRole('button', { name: 'Đọc tệp' }).click();
		await main.getByRole('heading', { name: 'Cột nào vào trường nào' }).waitFor();
	};
	const plan = async () => {
		await main.getByRole('button', { name: 'Lập kế hoạch' }).last().click();
		await main.getByRole('heading', { name: 'Kế hoạch', exact: true }).waitFor();
	};
	const write = async (reason) => {
		await main.locator('#f-why').fill(reason);
		await main.getByRole('button', { name: 'Ghi đúng kế hoạch này' }).click();
		await main.getByText(/^Đã ghi, bút toán số/).waitFor();
	};
	const receipts = [];
	let before, faults;

	await step('signs in', () => signIn('totchuc'));

	await step('the list leads to the import and its blank', async () => {
		before = await total();
		await main.getByRole('link', { name: 'Nhập từ Excel' }).click();
		const [blank] = await Promise.all([page.waitForEvent('download'),
			main.getByRole('link', { name: 'Tải mẫu (Excel)' }).click()]);
		const files = unzip(readFileSync(await blank.path()));
		must('sheets of the blank', [...files.keys()].filter((n) => n.startsWith('xl/worksheets/sheet')).length, 3);
		must('choices in the blank', files.get(SHEET).toString().includes('<dataValidation '), true);
	});

	await step('the first delivery is clean', async () => {
		await bring('build/test/ugly-before.xlsx');
		await plan();
		must('new rows', await count('new'), 120);
		must('rows at fault', await count('bad'), 0);
		await write('đợt đầu');
		receipts.push(page.url());
	});

	await step('500 ugly rows: sheet, heading and columns are guessed', async () => {
		await bring('build/test/ugly-500.xlsx');
		must('the heading row', await page.locator('#f-heading').inputValue(), '4');
		must('where the birthday goes', await main.locator('select[name="c.D"]').inputValue(), 'born');
	});

	await step('the plan counts them and shows every fault in its cell', async () => {
		await plan();
		must('new', await count('new'), 300);
		must('changed', await count('changed'), 60);
		must('same', await count('same'), 60);
		must('bad', await count('bad'), 80);
		const rows = await main.locator('.plan tbody tr').count(), wrong = await main.locator('.plan td.wrong').count();
		must('rows shown', rows, 80);
		must('at least two faults a row', wrong >= 2 * rows, true);
		await main.locator('.v-changed a').click();
		await main.locator('.plan ins').first().waitFor();
	});

	await step('nothing was written yet; the import is found again', async () => {
		must('persons', await total(), before + 120);
		await page.goto('/import');
		await main.getByRole('link', { name: 'ugly-500.xlsx' }).click();
		await main.getByRole('button', { name: 'Ghi đúng kế hoạch này' }).waitFor();
	});

	await step('exactly that plan is written; the receipt says what, who, when', async () => {
		await write('danh sách tháng 12');
		receipts.push(page.url());
		for (const text of ['300', '60', '80', 'ugly-500.xlsx', 'danh sách tháng 12', 'SHA-256'])
			await main.locator('dl.card').getByText(text).first().waitFor();
		const [file] = await Promise.all([page.waitForEvent('download'),
			main.getByRole('link', { name: 'Tải các dòng lỗi (Excel)' }).click()]);
		faults = readFileSync(await file.path());
		must('persons', await total(), before + 420);
	});

	await step('the coloured workbook, mended, brings only the rows that were at fault', async () => {
		const { bytes, rows } = mend(faults);
		must('rows with a reason', rows, 80);
		await bring({ name: 'sửa.xlsx', mimeType: XLSX, buffer: bytes });
		await plan();
		must('new', await count('new'), 80);
		must('all', await count('all'), 80);
		await write('đã sửa');
		receipts.push(page.url());
		must('persons', await total(), before + 500);
	});

	await step('all of it is taken back', async () => {
		for (const receipt of receipts.toReversed()) {
			await page.goto(receipt);
			await main.getByRole('link', { name: 'Hoàn tác' }).click();
			await page.getByLabel('Lý do').fill('thử xong');
			await main.getByRole('button', { name: 'Hoàn tác' }).click();
			await main.getByText(/^Đã hoàn tác bằng bút toán số/).waitFor();
		}
		must('persons', await total(), before);
		await page.goto(receipts[0]);
		await main.getByText(/đã được hoàn tác bằng bút toán số/).waitFor();
	});

	await step('without scripts', async () => {
		const state = await page.context().storageState();
		const context = await page.context().browser().newContext({ javaScriptEnabled: false, storageState: state,
			locale: 'vi-VN', baseURL: new URL(page.url()).origin });
		const plain = await context.newPage();
		await plain.goto('/r/person/import');
		await plain.locator('#f-file').setInputFiles('build/test/ugly-before.xlsx');
		await plain.getByRole('button', { name: 'Đọc tệp' }).click();
		await plain.getByRole('button', { name: 'Lập kế hoạch' }).last().click();
		await plain.getByRole('button', { name: 'Ghi đúng kế hoạch này' }).waitFor();
		await plain.getByRole('button', { name: 'Bỏ tệp này' }).click();
		await plain.getByRole('heading', { name: 'Nhập từ Excel: Nhân thân' }).waitFor();
		await context.close();
	});
}
