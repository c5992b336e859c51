/* The digest of the morning in the shell, and the round of letters for cron. */

#include "cli.h"

#include "base/text.h"
#include "site/digest.h"

struct digest_call { struct cli *c; struct digest digest; struct digest_post post; };

static bool digest_read(void *arg)
{
	struct digest_call *d = arg;

	return digest_load(&d->c->ctx, &d->digest);
}

static bool post_read(void *arg)
{
	struct digest_call *d = arg;

	return digest_post_read(&d->c->ctx, &d->post);
}

static bool send_run(struct cli *c)
{
	struct digest_call d = { .c = c };
	struct digest_round round;

	if (!cli_read(c, post_read, &d))
		return false;
	if (!d.post.on)
		return err_field(c->errs, "mail_url", "chưa đặt máy chủ gửi thư: dangvu setting mail_url smtp://…");
	if (!digest_send(&c->ctx, &d.post, &round))
		return false;
	if (round.day_off)
		sink_text(cli_out(), "hôm nay không phải ngày làm việc: không gửi thư\n");
	else
		sink_text(cli_out(), arena_printf(c->mem, "đã gửi %d, chưa gửi được %d, không có gì để báo %d\n",
		                                  round.sent, round.failed, round.nothing));
	return !round.failed || err_add(c->errs, ERR_FAULT, "thư chưa gửi được, lần sau gửi lại: %s", round.why);
}

static void print_part(struct cli *c, const char *label, const struct digest_part *p)
{
	if (!p->n)
		return;
	sink_text(cli_out(), arena_printf(c->mem, "%s: %s\n", label, text_grouped(c->mem, p->total)));
	for (int i = 0; i < p->n; i++)
		sink_text(cli_out(), arena_printf(c->mem, "  %s  %s%s%s\n", text_grouped(c->mem, p->line[i].n),
		                                  p->line[i].what, *p->line[i].state ? " · " : "",
		                                  p->line[i].state));
}

static bool digest_run(struct cli *c)
{
	struct digest_call d = { .c = c };

	if (cli_flag(c, "send"))
		return send_run(c);
	if (!cli_read(c, digest_read, &d))
		return false;
	sink_text(cli_out(), arena_printf(c->mem, "Quá hạn: %d, cấp dưới còn giữ %lld\n", d.digest.nlate,
	                                  (long long)d.digest.below));
	print_part(c, digest_fresh_label, &d.digest.fresh);
	print_part(c, digest_week_label, &d.digest.week);
	print_part(c, digest_waits_label, &d.digest.waits);
	print_part(c, digest_missing_label, &d.digest.missing);
	return true;
}

static const struct cli_option digest_options[] = {
	{ "send", NULL, "gửi thư cho mọi tài khoản có thư điện tử; mỗi người một thư mỗi ngày làm việc" },
};
const struct cli_command cli_digest = {
	.name = "digest", .arguments = "", .help = "tin buổi sáng: quá hạn, đến hạn, chờ làm tiếp, ai chưa nộp",
	.needs = NEEDS_USER, .least = 0, .most = 0, OPTIONS(digest_options), .run = digest_run,
	.more = "Không có --send: in tin của người ở --as.  Cho cron: 0 7 * * * dangvu digest --send; ngày nghỉ không\n"
	        "gửi, gọi lại thì chỉ gửi những thư lần trước chưa gửi được.  Máy chủ gửi thư: dangvu setting.",
};
