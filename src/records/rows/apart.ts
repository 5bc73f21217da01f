import type { FieldSet } from '../fields/set.js';
import type { Apart } from './row.js';

/** Rows of a module that have pages of their own: the field, and the address behind the record's. */
export type Part = { name: string; path: string; rows: Apart };

/** The fields of a module whose rows have pages of their own. */
export function partsOf(fields: FieldSet): Part[] {
  return fields.names.flatMap((name) => {
    const field = fields.field(name);
    return field && 'apart' in field && field.apart
      ? [{ name, path: name.replaceAll('_', '-'), rows: field.apart as Apart }]
      : [];
  });
}

/** The fields of a row that its own form shows. */
export function shownOf({ asks, folded = [] }: Apart): string[] {
  return [...asks, ...folded];
}
