// What the product promises and refuses, in one place: pages, messages and the runbook say these figures.

/** For how many days what was deleted can be restored. */
export const TRASH_DAYS = 30;
/** For how many days a merge, or an act on many records, can be undone: what it deleted must still be there. */
export const UNDO_DAYS = TRASH_DAYS;
/** For how many days the bytes of files that no record has lie aside: as long as a record may come back that has them. */
export const ASIDE_DAYS = TRASH_DAYS;

/** For how many minutes a file is kept that is looked at before it is brought in, and how many of them a person has. */
export const IMPORT_MINUTES = 60;
export const MOST_IMPORTS = 10;

/** How many days the dashboard looks ahead. */
export const DUE_DAYS = 14;
/** How much of each module, and of the tasks, it lists: of what is due until today, and of what comes in those days. */
export const MOST_DUE = 8;
export const MOST_COMING = 20;

/** The most rows that one request changes; more is done by a job. */
export const ROWS_AT_ONCE = 10_000;
/** For how many milliseconds a request may take that changes so many: a tag that goes, a stage with its deals. */
export const MANY_MS = 20_000;
/** The most rows of one act: more is done in parts. */
export const MOST_ROWS = 1_000_000;
/** How many rows of a list are ticked at most: as many as a page of it has. */
export const MOST_TICKED = 100;

/** How many files one record takes. */
export const MOST_FILES = 500;
/** How many tags one record is given; a merge may bring more together. */
export const MOST_TAGS_A_RECORD = 50;
/** How many tags one person, or all together, may have. */
export const MOST_TAGS = 1_000;
/** How many views one may keep of a list. */
export const MOST_VIEWS = 50;

/** How many entries a page of the timeline has. */
export const TIMELINE_PAGE = 20;
/** How many tasks a record's page shows, of those to do and of those done last. */
export const MOST_TASKS_OPEN = 100;
export const MOST_TASKS_DONE = 10;
/** How many rows of each list that refer to a record its page shows; the rest is a link to that list. */
export const MOST_RELATED = 10;
/** How many merges into a record are told of, and how many pairs of possible duplicates stand on their page. */
export const MOST_MERGES = 100;
export const MOST_PAIRS = 50;

/** How many entries of a day the calendar shows in its month and its agenda, of what is late above them, and on a page of one day; the rest is a link. */
export const SHOWN_A_DAY = { month: 3, agenda: 10 };
export const SHOWN_LATE = 10;
export const DAY_PAGE = 200;

/** Of how many days back the feed of a calendar tells, and how many entries it has at most, the latest first. */
export const FED_DAYS = 366;
export const MOST_FED = 10_000;
