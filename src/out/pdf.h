#ifndef OUT_PDF_H
#define OUT_PDF_H
#include "out/paper.h"

/* format_pdf: A4, margins 20 above and below, 30 left, 15 right, Liberation Serif in the sizes of Hướng dẫn 36-HD/VPTW,
 * pages numbered above from the second, tables with their head on every page.  The words can be taken out again as
 * they went in.  A row of more than half a page goes on on the next; a cell has no greatest length. */

#endif
