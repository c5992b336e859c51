// What pages gain when scripts run.  Each part finds its own things on the page and leaves the rest alone; without any
// of them every page still does its work.
import { choices } from './part/choose.js';
import { completion } from './part/complete.js';
import { filters } from './part/filter.js';
import { grids } from './part/grid.js';
import { more } from './part/more.js';
import { longLists } from './part/rows.js';
import { palette } from './part/palette.js';
import { live } from './part/live.js';
import { tips } from './part/tip.js';
import { drafts } from './part/draft.js';

completion(document);
filters(document);
longLists(document);
grids(document);
choices(document);
more(document);
palette(document);
live(document);
tips(document);
drafts(document);
