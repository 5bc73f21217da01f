import { ago } from '../../../http/format.js';
import type { PersonRequest } from '../../../http/person.js';
import type { WriteDoor } from '../../../platform/postgres/database.js';
import type { Module } from '../../../records/module.js';
import { createRecord, mustRead, placeRecord, saveRecord } from '../../../records/record/save.js';
import type { RecordState } from '../../../records/state.js';
import { AFFILIATES } from '../kind.js';
import { CELLS, type CellName } from './cells.js';

/** A row as it was sent: which month it is, since which version, and what was typed; what was not sent stays. */
export type SentCells = {
  id: string | null;
  version: number;
  programme_id: string;
  tracking_id: string;
  currency: string;
  month: string;
  typed: Partial<Record<CellName, string>>;
};
/** How a row was saved. `at`: a message of a field; `text`: one of the whole row; `now`: what stands there by now. */
export type RowSaved =
  | { kind: 'saved' | 'unchanged'; id: string }
  | { kind: 'empty' }
  | { kind: 'refused'; errors: Record<string, string>; text?: string; href?: string; now?: RecordState };

/** Saves a row of the page of a month by the rules of its own form: a new month as an estimate, of one that is there the figures alone. */
export async function saveRow(tx: WriteDoor, req: PersonRequest, module: Module, row: SentCells): Promise<RowSaved> {
  if (row.id !== null) return saveEntered(tx, req, module, row, row.id);
  if (CELLS.every(({ name }) => (row.typed[name] ?? '').trim() === '')) return { kind: 'empty' };
  return enterRow(tx, req, module, row);
}

async function enterRow(tx: WriteDoor, { person }: PersonRequest, module: Module, row: SentCells): Promise<RowSaved> {
  const { programme_id, tracking_id, currency, month, typed } = row;
  const sent = { ...typed, programme_id, tracking_id, currency, month, state: 'estimated' };
  const read = module.fields.read(sent, module.rules, currency);
  if (!read.ok) return refused(read.form.errors);
  const placed = await placeRecord(tx, module, { data: read.data, before: null, person, sent });
  if (!placed.ok) return refused(placed.errors, placed.links?.month?.href);
  const { id } = await createRecord(tx, module, placed, null);
  return { kind: 'saved', id };
}

async function saveEntered(
  tx: WriteDoor,
  { person }: PersonRequest,
  module: Module,
  row: SentCells,
  id: string,
): Promise<RowSaved> {
  const before = await mustRead(tx, module, id);
  if (before.deletedAt) return refused({}, undefined, 'This month lies in the trash by now.');
  const sent = { ...module.typed(before.fields), ...row.typed };
  const read = module.fields.read(sent, module.rules, String(before.fields.currency));
  if (!read.ok) return refused(read.form.errors);
  const saved = await saveRecord(tx, module, row.version, { data: read.data, before, person, sent });
  if (saved.kind === 'invalid') return refused(saved.errors, saved.links?.month?.href);
  if (saved.kind === 'in_trash') return refused({}, undefined, 'This month lies in the trash by now.');
  if (saved.kind === 'conflict') return { ...meanwhile(module, saved.current), now: saved.current };
  return { kind: saved.kind, id };
}

// What is no field of the page is said of the row.
function refused(errors: Record<string, string>, href?: string, text?: string): RowSaved & { kind: 'refused' } {
  const isCell = (name: string) => CELLS.some((cell) => cell.name === name);
  const others = Object.entries(errors).flatMap(([name, message]) => (isCell(name) ? [] : [message]));
  const said = [text, ...others].filter(Boolean).join(' ');
  return {
    kind: 'refused',
    errors: Object.fromEntries(Object.entries(errors).filter(([name]) => isCell(name))),
    ...(said && { text: said }),
    ...(href && { href }),
  };
}

function meanwhile({ fields }: Module, current: RecordState): RowSaved & { kind: 'refused' } {
  const stands = CELLS.flatMap(({ name, label }) => {
    const value = fields.shown(name, current.fields[name], String(current.fields.currency));
    return value ? [`${label} ${value}`] : [];
  });
  const text = `This row was changed ${ago(current.updatedAt, new Date())} in another window: ${stands.join(', ') || 'it is empty'}. Save again to replace that.`;
  return refused({}, `${AFFILIATES.path}/${current.id}`, text);
}
