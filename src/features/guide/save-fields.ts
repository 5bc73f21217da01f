import type { Person } from '../../http/person.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import type { Module } from '../../records/module.js';
import type { Saved } from '../../records/record/draft.js';
import { saveRecord } from '../../records/record/save.js';
import type { RecordState } from '../../records/state.js';

/** Saves some fields of an episode, as its form would send them, by its rules and with its history; the others stay. */
export async function saveFields(
  tx: WriteDoor,
  person: Person,
  module: Module,
  before: RecordState,
  changed: Readonly<Record<string, string>>,
): Promise<Saved> {
  const sent = { ...module.typed(before.fields), ...changed };
  const read = module.fields.read(sent, module.rules, person.currency);
  if (!read.ok) return { kind: 'invalid', errors: read.form.errors };
  return saveRecord(tx, module, before.version, { data: read.data, before, person, sent });
}
