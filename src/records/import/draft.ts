import { writtenAs } from '../../http/writing.js';
import type { ReadForm, Row } from '../fields/set.js';
import type { Draft } from '../record/draft.js';
import type { RecordState } from '../state.js';
import type { ReadDraft, ReadRow } from './cells.js';
import type { Bringing } from './decide.js';

/** The form of a new record that a row makes. */
export function newDraft(asked: Bringing, { sent }: ReadRow): ReadDraft {
  const body = { ...asked.mapping.every, ...sent };
  const read = readAs(asked, body, asked.person.currency);
  return read.ok ? { ok: true, draft: draftOf(asked, read.data, null, body) } : read;
}

/** The form of a record with what a row says of it; all else stays as it is. */
export function changedDraft(
  asked: Bringing,
  before: RecordState,
  { sent }: ReadRow,
): ReadDraft<Draft & { before: RecordState }> {
  const body = { ...asked.module.typed(before.fields), ...sent };
  const read = readAs(asked, body, String(before.fields.currency ?? asked.person.currency));
  return read.ok ? { ok: true, draft: draftOf(asked, read.data, before, body) } : read;
}

function readAs({ module }: Bringing, body: Row, currency: string): ReadForm<Row> {
  return writtenAs('en', () => module.fields.read(body, module.rules, currency));
}

function draftOf<B>({ person, mapping }: Bringing, data: Row, before: B, sent: Row) {
  return { data, before, person, sent, ...(mapping.names === 'find' && { finds: true as const }) };
}
