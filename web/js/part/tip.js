// What stands behind a number shows where the pointer or the keyboard is; Escape puts it away until both have left.

export function tips(root) {
	if (!root.querySelector('.tip'))
		return;
	root.addEventListener('keydown', (event) => {
		if (event.key === 'Escape')
			for (const cell of root.querySelectorAll('.value:hover, .value:focus-within'))
				cell.classList.add('shut');
	});
	const open = (other) => ({ target, relatedTarget }) => {
		const cell = target.closest?.('.value.shut');
		if (cell && !cell.contains(relatedTarget) && !cell.matches(other))
			cell.classList.remove('shut');
	};
	root.addEventListener('mouseout', open(':focus-within'));
	root.addEventListener('focusout', open(':hover'));
}
