#include "site/demo.h"

bool demo_run(const struct demo_options *o, struct errs *errs)
{
	(void)o;
	return err_add(errs, ERR_FAULT, "tỉnh giả lập chưa dựng được trong bản này");
}
