import { z } from 'zod';
import { raw, type Sql, sql } from '../../platform/postgres/sql.js';
import { asPlain, type Field } from './field.js';

/**
 * The currency of amounts in rows that belong to a record: the record's own, which no row is asked for. `table` is the record's,
 * `by` the column by which a row refers to it.
 */
export function currencyOfRecord(table: string, by: string): Field<string> {
  return {
    ...asPlain,
    kind: 'outer',
    label: 'Currency',
    optional: false,
    input: { control: 'none' },
    stored: null,
    read: (column): Sql => sql`(select p.currency from ${raw(table)} p where p.id = ${column(by)})`,
    schema: { type: 'string' },
    parse: ({ currency }) => z.unknown().transform(() => currency),
  };
}
