import { raw, sql } from '../../platform/postgres/sql.js';
import type { FieldSet } from '../fields/set.js';
import type { ListDeclared, ListSort } from './define.js';

/** All orders of a module's list: those it states, then one for each column that shows a field. */
export function sortsOf(fields: FieldSet, { sorts, columns, alias }: ListDeclared): Record<string, ListSort> {
  const column = (name: string) => raw(`${alias}.${name}`);
  const all: Record<string, ListSort> = { ...sorts };
  for (const { name, label } of columns) {
    const field = fields.field(name);
    if (!field?.sort || !field.stored) continue;
    const at = field.read?.(column) ?? column(field.stored.column ?? name);
    all[name] ??= { label, ...field.sort(at) };
  }
  return all;
}

/** By when a record was changed last, the latest first. */
export function byUpdated(alias: string): ListSort {
  return { label: 'Updated', expression: sql`${raw(alias)}.updated_at`, type: 'timestamptz' };
}
