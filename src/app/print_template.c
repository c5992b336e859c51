/* Which Word file an office uses for one of the program's papers in place of the program's own.  The files lie in
 * template_file by what they contain; this row says which is in use, so that its history says who changed it when, and
 * an undo brings the earlier one back. */
#include "app/act.h"
#include "app/subjects.h"

#include <string.h>

static const struct field fields[] = {
	{ "print", "Giấy tờ", K_TEXT, F_REQUIRED | F_FIXED | F_UNIQUE | F_LIST, .max = 60 },
	{ "file", "Tên tệp", K_TEXT, F_REQUIRED | F_LIST, .max = 255 },
	{ "size", "Độ dài (byte)", K_INT, F_REQUIRED | F_LIST, .min = 1, .max = 100000000 },
	{ "digest", "SHA-256 của tệp", K_TEXT, F_REQUIRED, .min = 64, .max = 64,
	  .help = "Tải tệp lên ở trang Mẫu Word." },
	{ "note", "Ghi chú", K_TEXT, F_LIST, .max = 300 },
};

static bool guard(struct op *op)
{
	struct row row;

	if (!db_one(op->ctx->db, SQL("SELECT 1 FROM main.template_file WHERE digest = $1"),
	            ARGS(V(act_text(op, "digest"))), &row))
		return false;
	return row.n || op_refuse(op, "digest", "chưa có tệp này; hãy tải lên ở trang Mẫu Word");
}

static const struct record print_template = {
	"print_template", "Mẫu Word của cơ quan", "Mẫu Word của cơ quan", FIELDS(fields),
	.title = "print", .order = "print", .guard = guard,
};

static const struct record *const records[] = { &print_template };

const struct subject print_template_subject = {
	"print_template", .records = records, .nrecords = (int)COUNTOF(records),
};
