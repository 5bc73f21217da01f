import type { Column } from '../../http/list/columns.js';
import type { ListFacts } from '../../records/module.js';
import { DEFAULTS, SORTS } from './list-queries.js';
import { FILTER_NAMES } from './list-schema.js';

const standard = <N extends string>(name: N, label: string) => ({ name, label, standard: true });

/** The columns of the list beside the name, in their order. */
export const COLUMNS = [
  standard('kind', 'Kind'),
  standard('category', 'Category'),
  standard('contacts', 'Contacts'),
  standard('units', 'Units this year'),
  standard('value', 'Value this year'),
  standard('last_touch', 'Last touch'),
  standard('next_step', 'Next step'),
] as const satisfies readonly Column[];

/** What the address of the list may say. */
export const LIST: ListFacts = {
  filters: FILTER_NAMES,
  sorts: Object.keys(SORTS),
  sort: DEFAULTS.sort,
  columns: COLUMNS,
};
