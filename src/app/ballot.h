#ifndef APP_BALLOT_H
#define APP_BALLOT_H
#include "app/act.h"
#include "model/rule.h"

/* The votes on an act: the cell, the committee of the grassroots organisation,
 * the body that decides.  Counts only, never who voted how.  The cell's base is
 * computed on the day of its resolution (law/voting_base.h) and says who was
 * left out and why; it stays as it was computed until the day or the cell
 * changes or the act is edited. */
#define BALLOT_COUNT(name_, label_) { name_, label_, K_INT, 0, .min = 0, .max = 1000 }

#define CELL_VOTE_ROWS \
	{ "cell_on", "Ngày chi bộ ra nghị quyết", K_DATE, 0 }, \
	BALLOT_COUNT("cell_exempt_present", "Chi bộ: số được miễn sinh hoạt có dự họp"), \
	{ "cell_base", "Chi bộ: số đảng viên tính biểu quyết", K_INT, F_DERIVED, \
	  .cite = "Quy định 294-QĐ/TW, 9.3.2" }, \
	{ "cell_left_out", "Chi bộ: số đảng viên chính thức không tính", K_INT, F_DERIVED }, \
	{ "cell_left_note", "Chi bộ: ai không tính và vì sao", K_NOTE, F_DERIVED | F_PERSONAL }, \
	BALLOT_COUNT("cell_present", "Chi bộ: số có mặt"), \
	BALLOT_COUNT("cell_for", "Chi bộ: số phiếu tán thành"), \
	BALLOT_COUNT("cell_against", "Chi bộ: số phiếu không tán thành")
#define COMMITTEE_VOTE_ROWS \
	{ "committee_on", "Ngày đảng ủy cơ sở ra nghị quyết", K_DATE, 0 }, \
	{ "committee_base", "Đảng ủy: số cấp ủy viên tính biểu quyết", K_INT, 0, .min = 0, .max = 200, \
	  .help = "Để trống thì lấy số cấp ủy viên đương nhiệm trong hồ sơ.", .cite = "Quy định 294-QĐ/TW, 9.3.3" }, \
	BALLOT_COUNT("committee_for", "Đảng ủy: số phiếu tán thành"), \
	BALLOT_COUNT("committee_against", "Đảng ủy: số phiếu không tán thành")
/* Behind the day of the step that decides: fields belong to the day before them. */
#define BOARD_VOTE_ROWS \
	BALLOT_COUNT("board_base", "Cấp quyết định: số ủy viên"), \
	BALLOT_COUNT("board_for", "Cấp quyết định: số phiếu tán thành"), \
	BALLOT_COUNT("board_against", "Cấp quyết định: số phiếu không tán thành")
#define BALLOT_ROWS CELL_VOTE_ROWS, COMMITTEE_VOTE_ROWS

/* For fill: computes cell_base, cell_left_out, cell_left_note, and committee_base where it was left empty. */
MUST_USE bool ballot_fill(struct op *op);
MUST_USE bool ballot_fill_cell(struct op *op);          /* the cell's part alone */
/* For guard: more votes than there can be are impossible. */
bool ballot_guard(struct op *op);

/* Tests of rules; silent where the counts were not given. */
bool ballot_cell(struct op *op, const struct rule *r);          /* two thirds of the cell's base */
bool ballot_committee(struct op *op, const struct rule *r);     /* two thirds of the committee */
bool ballot_board(struct op *op, const struct rule *r);         /* more than half of the body that decides */

/* The three rules on votes for one record type. */
#define BALLOT_RULES(record_) \
	RULED(record_ "-cell-vote", record_, NULL, false, "Ít nhất 2/3 đảng viên chính thức của chi bộ tán thành", \
	      "9.3.4", ballot_cell), \
	RULED(record_ "-committee-vote", record_, NULL, false, "Ít nhất 2/3 cấp ủy viên cơ sở tán thành", \
	      "9.3.4", ballot_committee), \
	RULED(record_ "-board-vote", record_, NULL, false, "Trên một nửa số ủy viên của cấp quyết định tán thành", \
	      "9.3.4", ballot_board)

#endif
