// A list by keyboard: typed under a heading, it narrows while the cursor stays; groups open their rows; arrows walk the
// cells and Enter opens the row.
export default async function ({ page, step, signIn, number, must }) {
	const main = page.getByRole('main');
	const count = () => number(main.locator('.head .count strong'));
	const under = (heading) => main.locator('tr.filters').getByLabel(`Lọc theo ${heading}`);
	let all, some;

	await step('signs in', () => signIn('totchuc'));

	await step('narrows by what is typed under a heading', async () => {
		await page.goto('/r/member');
		all = await count();
		await under('Họ và tên').click();
		await page.keyboard.type('nguyen');
		await page.waitForURL(/f\.person=nguyen/);
		some = await count();
		must('that fewer are left', some > 0 && some < all, true);
		must('where the cursor stands', await page.evaluate(() => document.activeElement.name), 'f.person');
	});

	await step('waits for the end of a composition', async () => {
		await page.evaluate(() => {
			const input = document.activeElement;
			input.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }));
			input.value = 'nguyeenx';
			input.dispatchEvent(new InputEvent('input', { bubbles: true, isComposing: true }));
			input.value = 'nguyễn';
			input.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true }));
		});
		await page.waitForURL(/f\.person=nguy%E1%BB%85n/);
		must('that no more are found with the tone', await count() > 0 && await count() <= some, true);
	});

	some = await count();

	await step('a choice narrows further, none is told', async () => {
		await under('Tư cách').selectOption('probationary');
		await page.waitForURL(/f\.standing=probationary/);
		must('that fewer are left', await count() < some, true);
		await under('Số lý lịch').fill('không có số này');
		await main.getByText('Không có dòng nào.').waitFor();
		must('the rows', await count(), 0);
		await under('Số lý lịch').fill('');
		await main.locator('tbody td a').first().waitFor();
	});

	await step('a group opens what it counts', async () => {
		await page.goto('/r/member');
		await page.getByLabel('Chia theo').selectOption('standing');
		await page.getByRole('button', { name: 'Xem', exact: true }).click();
		const link = main.locator('table.groups tbody tr').first().locator('td').nth(1).getByRole('link');
		const n = await number(link);
		await link.click();
		await main.locator('tr.filters').waitFor();
		must('the rows opened', await count(), n);
	});

	await step('arrows walk, Enter opens', async () => {
		const name = await main.locator('tbody tr').nth(2).locator('td').first().innerText();
		await main.locator('tbody td[tabindex="0"]').focus();
		await page.keyboard.press('ArrowDown');
		await page.keyboard.press('ArrowDown');
		await page.keyboard.press('ArrowRight');
		await page.keyboard.press('Home');
		await page.keyboard.press('Enter');
		await page.getByRole('heading', { name, level: 1 }).waitFor();
	});

	await step('End, Home and Ctrl walk as in a spreadsheet, and no letter does anything', async () => {
		await page.goto('/r/member?size=100');
		const at = () => page.evaluate(() => {
			const td = document.activeElement;
			const rows = [...document.querySelectorAll('#main tbody tr')];
			return `${rows.indexOf(td.parentNode)},${td.cellIndex}`;
		});
		const last = await main.locator('tbody tr').count() - 1;
		const wide = await main.locator('tbody tr').first().locator('td').count() - 1;
		await main.locator('tbody td[tabindex="0"]').focus();
		for (const [key, place] of [['End', `0,${wide}`], ['Home', '0,0'], ['Control+End', `${last},${wide}`],
			['Control+ArrowUp', `0,${wide}`], ['Control+ArrowLeft', '0,0'], ['PageDown', '20,0'], ['Control+Home', '0,0'],
			['k', '0,0'], ['j', '0,0'], ['d', '0,0'], ['n', '0,0']]) {
			await page.keyboard.press(key);
			must(`where ${key} leads`, await at(), place);
		}
	});

	await step('a block is copied as a spreadsheet takes it', async () => {
		await page.keyboard.press('Shift+ArrowDown');
		await page.keyboard.press('Shift+ArrowRight');
		const text = await page.evaluate(() => {
			const data = new DataTransfer();
			document.dispatchEvent(new ClipboardEvent('copy', { clipboardData: data, bubbles: true, cancelable: true }));
			return data.getData('text/plain');
		});
		const cell = (r, c) => main.locator('tbody tr').nth(r).locator('td').nth(c).innerText();
		must('the block', text, `${await cell(0, 0)}\t${await cell(0, 1)}\n${await cell(1, 0)}\t${await cell(1, 1)}`);
	});

	await step('the first column and the headings stay', async () => {
		await page.setViewportSize({ width: 820, height: 600 });
		await page.goto('/r/member?size=100&columns=person,file_no,unit,standing,person.born,person.sex,person.home');
		await main.locator('.wide').evaluate((box) => box.scrollTo(300, 900));
		const box = await main.locator('.wide').boundingBox();
		const first = await main.locator('thead th').first().boundingBox();
		must('its left edge', Math.round(first.x - box.x) <= 1, true);
		must('its upper edge', Math.round(first.y - box.y) <= 1, true);
		await page.setViewportSize({ width: 1280, height: 900 });
	});

	await step('all rows come by themselves, and the count is exact', async () => {
		await page.goto('/r/member?size=100&where=');
		all = await count();
		must('enough for several pieces', all > 200, true);
		await under('Họ và tên').fill('a');
		await page.goto('/r/member?size=all&where=');
		await main.getByText(`Đủ ${all.toLocaleString('vi-VN')} dòng`).waitFor();
		must('rows', await main.locator('tbody tr').count(), all);
		await under('Họ và tên').fill('nguyen');
		await page.waitForURL(/f\.person=nguyen/);
		some = await count();
		await main.getByText(`Đủ ${some.toLocaleString('vi-VN')} dòng`).waitFor();
		must('rows left', await main.locator('tbody tr').count(), some);
	});

	await step('conditions are completed: fields, words and codes, by keyboard', async () => {
		await page.goto('/r/member?where=');
		const where = page.getByLabel('Điều kiện');
		await where.click();
		await page.keyboard.type('tu cach');
		await page.keyboard.press('Control+a');
		await page.keyboard.type('stand');
		await page.getByRole('option', { name: /^standing / }).first().waitFor();
		await page.keyboard.press('ArrowDown');
		await page.keyboard.press('Tab');
		must('the field', await where.inputValue(), 'standing ');
		await page.keyboard.type('= du');
		await page.getByRole('option', { name: /probationary/ }).waitFor();
		await page.keyboard.press('ArrowDown');
		await page.keyboard.press('Enter');
		must('the code', await where.inputValue(), 'standing = probationary ');
		await page.keyboard.press('Escape');
		await page.keyboard.press('Enter');
		await page.waitForURL(/where=standing/);
		await main.locator('tbody td a').first().waitFor();
	});

	await step('on a telephone the filters are a drawer with names', async () => {
		await page.setViewportSize({ width: 390, height: 844 });
		await page.goto('/r/member');
		must('no sideways way', await page.evaluate(() => document.documentElement.scrollWidth), 390);
		must('shut', await under('Tư cách').isVisible(), false);
		await main.locator('div.drawer label').click();
		await under('Tư cách').selectOption('probationary');
		await page.waitForURL(/f\.standing=probationary/);
		must('no sideways way still', await page.evaluate(() => document.documentElement.scrollWidth), 390);
		await page.setViewportSize({ width: 1280, height: 900 });
	});
}
