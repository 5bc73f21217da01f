import { isId } from '../../http/form.js';
import { readerOf } from '../../http/list/sql.js';
import type { PersonRequest } from '../../http/person.js';
import { BadRequest, NotFound } from '../../platform/errors.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import type { Value } from '../fields/field.js';
import { liveRecord } from '../live.js';
import type { RecordModule, RecordState, Updated } from '../module.js';
import { changesOfEntry, type Older, olderValue } from './queries.js';
import { reverseChange } from './reversal.js';

/** How it ended, with what was set back and what it is now; `refused`: why nothing was tried. */
export type Restored = { label: string; shown: string } & (Updated | { kind: 'refused'; text: string });

/** Sets a field of the record back to what it was before the change that the address names. */
export async function restoreField(
  tx: WriteDoor,
  module: RecordModule,
  { person, params }: PersonRequest,
  field: unknown,
): Promise<Restored> {
  // Not held: `update` holds names first, as all forms do, and refuses what was changed since it is read here.
  const { id } = await liveRecord(readerOf(tx), module.kind, params.id);
  if (typeof field !== 'string' || !module.names.includes(field))
    throw new BadRequest('Choose the field that is set back.');
  const older = isId(params.entry) ? await olderValue(tx, { kind: module.kind, id }, params.entry, field) : undefined;
  const record = await module.read(tx, id);
  if (!older || !record) throw new NotFound();
  const label = module.label(field);
  const value = module.history.before(field, record.fields[field], older.change);
  const strange = inAnotherCurrency(module, record, { value, currency: older.currency }, field);
  if (strange) return { kind: 'refused', text: strange, label, shown: '' };
  const restored = { [field]: value };
  const fields = { ...record.fields, ...restored };
  const saved = await module.update(tx, person, id, record.version, module.typed(fields), restored);
  // The record itself says it: an older name may mean what is called otherwise by now.
  const now = (await module.read(tx, id)) ?? record;
  const shown = module.shown(field, now.fields[field], String(now.fields.currency ?? '')) || 'empty';
  return { ...saved, label, shown };
}

/** Takes back all that the change made which the address names, unless any of it was changed since. */
export async function reverseEntry(
  tx: WriteDoor,
  module: RecordModule,
  { person, params }: PersonRequest,
): Promise<Restored> {
  const { id } = await liveRecord(readerOf(tx), module.kind, params.id);
  const changes = isId(params.entry) ? await changesOfEntry(tx, { kind: module.kind, id }, params.entry) : undefined;
  const record = await module.read(tx, id);
  if (!changes || !record) throw new NotFound();
  const said = { label: record.name, shown: '' };
  const saved = await reverseChange(tx, module, person, record, changes);
  if (saved.kind === 'nothing') throw new NotFound();
  if (saved.kind !== 'moved') return { ...saved, ...said };
  const text = `${module.label(saved.field)} was changed since. Set back what you want in the history.`;
  return { kind: 'refused', text, ...said };
}

// An amount is a number in its currency: 120.00 that were dollars are no 120.00 euros.
function inAnotherCurrency(
  module: RecordModule,
  record: RecordState,
  older: { value: Value } & Pick<Older, 'currency'>,
  field: string,
): string | undefined {
  const { currency } = record.fields;
  const then = older.currency ?? currency;
  if (field === 'currency' || then === currency) return undefined;
  const inText = (code: typeof currency) => module.shown(field, older.value, String(code));
  const isAmount = inText('JPY') !== inText('KWD');
  if (!isAmount) return undefined;
  return `${module.label(field)} was in ${then} then, and this ${module.kind.one} is in ${currency} now. Set the currency back first.`;
}
