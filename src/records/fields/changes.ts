import type { JsonValue } from '../../platform/postgres/sql.js';
import type { Change, Changes } from '../history.js';
import type { FieldSet } from './set.js';

/** Changes as a history keeps them: of rows those that differ. */
export function keptChanges(fields: FieldSet, changes: Changes): Changes {
  return Object.fromEntries(
    Object.entries(changes).map(([name, change]) => {
      const [before, after] = change as [never, never];
      return [name, fields.field(name)?.kept?.(before, after) ?? change];
    }),
  );
}

/** The value that a field had before a change that a history keeps, by what it is now. */
export function valueBefore(fields: FieldSet, name: string, now: unknown, change: Change): JsonValue | null {
  const field = fields.field(name);
  return field?.before ? field.before((now ?? null) as never, change) : change[0];
}

/** Such a change as people read it, its amounts in the currencies of before and after. */
export function toldChange(
  fields: FieldSet,
  name: string,
  change: Change,
  { before, after }: { before: string; after: string },
): [from: string, to: string] {
  const [from, to] = change;
  return fields.field(name)?.told?.(change) ?? [fields.shown(name, from, before), fields.shown(name, to, after)];
}
