// The line over a table: headings of the rows are the places, data-value of their cells the numbers.  The table stays, for
// who cannot see the line.
import uPlot from 'uplot';
import { language, say } from './part/say.js';

const written = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
const COLOURS = ['#9b1c1c', '#c8921a'];

function numbers(rows, column) {
	return rows.map((row) => {
		const text = row.querySelectorAll('td')[column]?.dataset.value;
		return text ? Number(text) : null;
	});
}

function room(box) {
	const { paddingLeft, paddingRight } = getComputedStyle(box);
	return box.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
}

function draw(box) {
	const table = document.getElementById(box.dataset.chart);
	const rows = [...table.tBodies[0].rows];
	const places = rows.map((row) => row.querySelector('th').dataset.place);
	const lines = box.dataset.lines.split('|');
	const data = [places.map((_, i) => i), ...lines.map((_, i) => numbers(rows, i))];
	const font = '12px "Be Vietnam Pro", sans-serif';
	const plot = new uPlot({
		width: room(box), height: 300,
		scales: { x: { time: false, range: (_, from, until) => [from - 0.3, until + 0.3] } },
		axes: [
			{ font, grid: { show: false }, values: (_, at) => at.map((i) => places[i] ?? ''), incrs: [1] },
			{ font, size: 70, values: (_, at) => at.map((v) => written.format(v)) },
		],
		series: [
			{ label: say('Thời gian'), value: (_, i) => (i === null ? '' : places[i] ?? '') },
			...lines.map((label, i) => ({
				label, stroke: COLOURS[i], width: i ? 1.5 : 2.5, dash: i ? [5, 4] : undefined,
				points: { size: 7 }, value: (_, v) => (v === null ? '' : written.format(v)),
			})),
		],
	}, data, box);
	new ResizeObserver(() => plot.setSize({ width: room(box), height: 300 })).observe(box);
}

for (const box of document.querySelectorAll('[data-chart]'))
	draw(box);
