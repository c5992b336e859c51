// For stories of an admission: somebody on a cell's list of sympathisers, with two of its members who may introduce.
// The days stand before the day of the demonstration, 18/01/2023.
export const DOSSIER = { dossier_on: '01/10/2022', class_on: '15/08/2022', vetted_on: '20/12/2022' };

export const rows = async (page, record, where, columns) => {
	const query = new URLSearchParams({ where, columns });
	const answer = await page.request.get(`/api/list/${record}?${query}`);
	return (await answer.json()).rows;
};

export async function candidate(page, where = 'state = listed') {
	for (const listed of await rows(page, 'sympathiser', where, 'person, unit, unit.code, person.born')) {
		const members = await rows(page, 'member', `standing = official and unit = ${listed.unit}`, 'person');
		if (members.length >= 2 && listed['person.born'] < '2004' && listed['person.born'] > '1965')
			return { person: listed.person, name: listed.person_title, unit: listed.unit_title,
				code: listed['unit.code'], votes: members.length, introducers: members.slice(0, 2).map((m) => m.id) };
	}
	throw new Error('nobody to admit');
}

// A decision that is there already.
export const decision = async (page) => (await rows(page, 'document', 'kind = decision', 'number'))[0];
