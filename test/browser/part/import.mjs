// A small table on its way in, one line of it at fault; each function leaves the page at what it is named after.
const TABLE = 'Họ và tên,Giới tính,Ngày sinh,Nơi giữ hồ sơ\nLê Văn Thử,Nam,31/12/1980,84.001\nLê,,31/02/1980,84\n';

export async function columns(page) {
	await page.goto('/r/person/import');
	await page.locator('#f-file').setInputFiles({ name: 'thử.csv', mimeType: 'text/csv', buffer: Buffer.from(TABLE) });
	await page.getByRole('button', { name: 'Đọc tệp' }).click();
	await page.getByRole('heading', { name: 'Cột nào vào trường nào' }).waitFor();
}

export async function plan(page) {
	await page.getByRole('button', { name: 'Lập kế hoạch' }).last().click();
	await page.getByRole('heading', { name: 'Kế hoạch', exact: true }).waitFor();
}

export async function receipt(page) {
	await page.getByRole('button', { name: 'Ghi đúng kế hoạch này' }).click();
	await page.getByText(/^Đã ghi, bút toán số/).waitFor();
}
