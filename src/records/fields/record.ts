import { optionalId, optionalText } from '../../http/form.js';
import type { Sql } from '../../platform/postgres/sql.js';
import type { BulkField } from '../bulk/field.js';
import { asPlain, asText, type Common, type Field, orNull } from './field.js';
import type { Filter } from './filter.js';

type Options = Common & {
  max?: number;
  /** The column that holds the id of what it names. */
  column: string;
  /** What people know it by, for a column that refers to it; null for none. */
  named(column: Sql): Sql;
  /** What is asked for names while somebody types; without it a select offers them. */
  /** Its column is never empty: the module finds one where none is named. */
  always?: true;
  url?: string;
  /** The field that holds its id, where a form says it unseen. */
  id_name?: string;
  /** What a new one is called, where one may be named that is not there yet. */
  add?: string;
  filter?(name: string): Filter;
  bulk?: Omit<BulkField, 'name' | 'label' | 'type' | 'column' | 'schema'> & Partial<Pick<BulkField, 'label'>>;
};

/** Something else that the record refers to, by the name that people know it by. Which one that is, is found when the form is saved. */
export function record(o: Options): Field<string | null> {
  const { max = 200, column, named, always, url, id_name, add, filter, bulk, hint, ...common } = o;
  const schema = optionalText(max);
  return {
    ...asText,
    ...common,
    kind: 'record',
    optional: !always,
    input: {
      control: url === undefined ? 'select' : 'combobox',
      hint,
      url,
      id_name,
      add,
      ...(!always && { empty: 'None' }),
    },
    stored: { type: 'uuid', column },
    read: (at) => named(at(column)),
    parse: () => schema,
    schema: orNull(!always, { type: 'string', maxLength: max }),
    ...(filter && { filter }),
    ...(bulk && {
      bulk: (name: string): BulkField => ({ name, label: o.label, type: 'uuid', column, schema, ...bulk }),
    }),
  };
}

/**
 * The id of something else that the field `beside` names: sent unseen, and not told of. `strange`: what is said of one that is none;
 * `always`: its column is never empty, since the module finds one.
 */
export function id(o: { label: string; beside: string; strange: string; always?: true }): Field<string | null> {
  const schema = optionalId(o.strange);
  return {
    ...asPlain,
    kind: 'id',
    label: o.label,
    beside: o.beside,
    optional: !o.always,
    input: { control: 'none' },
    stored: { type: 'uuid' },
    parse: () => schema,
    schema: orNull(!o.always, { type: 'string', format: 'uuid' }),
  };
}
