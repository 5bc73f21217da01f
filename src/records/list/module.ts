import type { FieldSet } from '../fields/define.js';
import type { RecordModule } from '../module.js';
import type { ListDeclared } from './define.js';
import type { Filters } from './filters.js';

/** A module as its list knows it. */
export type ListModule = Pick<RecordModule, 'kind' | 'bulk' | 'merge'> & {
  fields: FieldSet;
  list: ListDeclared;
  filters: Filters;
  parameters: readonly string[];
};
