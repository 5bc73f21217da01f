import type { Column } from '../../http/list/columns.js';
import type { ListFacts } from '../../records/module.js';
import { DEFAULTS, SORTS } from './list-queries.js';
import { FILTER_NAMES } from './list-schema.js';

const standard = <N extends string>(name: N, label: string) => ({ name, label, standard: true });

/** The columns of the list beside the name, in their order. */
export const COLUMNS = [
  standard('company', 'Company'),
  standard('title', 'Title or role'),
  standard('email', 'E-mail'),
  standard('warmth', 'Warmth'),
  standard('next_touch_on', 'Next touch'),
] as const satisfies readonly Column[];

/** What the address of the list may say. */
export const LIST: ListFacts = {
  filters: FILTER_NAMES,
  sorts: Object.keys(SORTS),
  sort: DEFAULTS.sort,
  columns: COLUMNS,
};
