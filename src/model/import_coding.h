#ifndef MODEL_IMPORT_CODING_H
#define MODEL_IMPORT_CODING_H
#include "base/arena.h"

/* Vietnamese text from before Unicode, as it arrives today: each old byte as the character of the same number
 * ("NguyÔn V¨n", "Nguyeãn Vaên").  The letters alone cannot tell, words can: a column is converted only where what it
 * says is no Vietnamese as it stands and all of it is once converted. */
enum coding { CODING_UNICODE, CODING_TCVN3, CODING_VNI, CODING__COUNT };
extern const char *const coding_name[CODING__COUNT];            /* "TCVN3 (.VnTime)" */

struct coded {
	enum coding coding;
	bool capitals;                  /* .VnTimeH: capitals written with small letters; the texts are to be raised */
	bool composed;                  /* Unicode whose marks stand apart (NFD) */
	int unexplained;                /* CODING_UNICODE, and not Vietnamese: which text in no coding is (index); -1 */
};
/* Text after text of a column, each looked at once.  `a` is left as it was. */
struct coding_look {
	struct arena *mem;
	int n, said;                    /* texts, and how many of them say anything */
	bool capital, composed, unicode;
	int strange, bad[CODING__COUNT];        /* the first text that is so, by its index; -1: none */
};
struct coding_look coding_begin(struct arena *a);
void coding_add(struct coding_look *l, const char *text);       /* NULL: blank */
/* name: a column of names, where a text that begins small is none. */
struct coded coding_end(const struct coding_look *l, bool name);
struct coded coding_find(const char *const *text, int n, bool name);
/* UTF-8 as it should have been; NULL: a letter stands for nothing in that coding. */
char *coding_convert(struct arena *a, enum coding coding, const char *text);

#endif
