import type { Person } from '../http/person.js';
import type { WriteDoor } from '../platform/postgres/database.js';
import type { DatedRow, DatedWhat } from './dated.js';
import type { RecordModule, Updated } from './module.js';

/** Moves a day: the whole record is saved with it, by the rules of its form. */
export type DayMove = (
  tx: WriteDoor,
  person: Person,
  moved: { what: DatedWhat; row: Pick<DatedRow, 'id' | 'row_id'>; day: string; version: number },
) => Promise<Updated>;

/** How the days of a module's records are moved. */
export function movesOf(module: RecordModule): DayMove {
  return async (tx, person, { what: { field, within }, row, day, version }) => {
    const before = await module.read(tx, row.id);
    if (!before || !field) return { kind: 'in_trash' };
    const typed = module.typed(before.fields);
    const body = within
      ? { ...typed, [within]: withDay(typed[within] ?? '', row.row_id, field, day) }
      : { ...typed, [field]: day };
    return module.update(tx, person, row.id, version, body);
  };
}

// As `typed` writes rows that belong to a record, which its form reads back.
function withDay(rows: string, row: string | null, field: string, day: string): string {
  const all = rows === '' ? [] : (JSON.parse(rows) as Record<string, unknown>[]);
  return JSON.stringify(all.map((it) => (it.row === row ? { ...it, [field]: day } : it)));
}
