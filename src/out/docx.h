#ifndef OUT_DOCX_H
#define OUT_DOCX_H
#include "out/paper.h"

/* format_docx: the same page as format_pdf, for Word.  Table heads repeat; the page number stands above from page 2. */

#endif
