import { optionalId } from '../../http/form.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import { type Filter, type FilterInput, filterOf } from './filter.js';

/**
 * The filter of rows by one record of another kind, by its id, as that record's page leads to them. `named`: its name, of its id;
 * `gone`: what is said of an id that is none; `where`: what holds of the rows of one; `input`: what asks for it, where anything does.
 */
export function idFilter(
  parameter: string,
  o: { label: string; gone: string; named(id: Sql): Sql; where(id: Sql): Sql; input?: FilterInput },
): Filter {
  const shape = { [parameter]: optionalId(o.gone) };
  return filterOf(o.label, shape, o.input ?? { control: 'none' }, async (sent, { db }) => {
    const asked = sent[parameter] ?? null;
    if (asked === null) return {};
    const id = sql`${asked}::uuid`;
    const found = await db.row<{ name: string | null }>(sql`select ${o.named(id)} as name`);
    if (!found?.name) return { errors: { [parameter]: o.gone } };
    return { where: o.where(id), is: 'is', chip: found.name };
  });
}
