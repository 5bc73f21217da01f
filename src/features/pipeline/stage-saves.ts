import { type Form, isId, withError } from '../../http/form.js';
import { plural } from '../../http/format.js';
import { readerOf } from '../../http/list/sql.js';
import { NotFound } from '../../platform/errors.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { defineFields, number, rate, text } from '../../records/fields/index.js';
import {
  holdNames,
  type NamedRow,
  type NameList,
  namedRowsOf,
  removeNamed,
  STAGES,
  saveNamed,
  stepNamed,
} from './stage-rows.js';

const NAME = text({ label: 'Name', max: 60, missing: 'Give it a name.', squeezed: true });
const NAME_FIELDS = defineFields({ name: NAME });
const STAGE_FIELDS = defineFields({
  name: NAME,
  probability: rate({ label: 'Probability', hint: 'In per cent: how likely a deal is won from here.' }),
  stale_after: number({ label: 'Stale after', min: 1, max: 999, optional: true, hint: 'In days. Empty: never.' }),
});

type Saved = { row: NamedRow | null } & ({ kind: 'saved'; name: string } | { kind: 'invalid'; form: Form });
type Removed = { row: NamedRow; rows: NamedRow[] } & (
  | { kind: 'removed'; into: NamedRow | undefined }
  | { kind: 'stays'; title: string; text: string }
  | { kind: 'full'; text: string }
);

/** What is asked of a row; of a stage where deals end its name alone. */
export function fieldsOf(list: NameList, row: NamedRow | null) {
  return list === STAGES && (row === null || row.kind === 'open') ? STAGE_FIELDS : NAME_FIELDS;
}

/** Saves the row of that id by what its form sent, or adds one. */
export async function saveStage(tx: WriteDoor, list: NameList, id: unknown, sent: unknown): Promise<Saved> {
  await holdNames(tx, list);
  const rows = await namedRowsOf(readerOf(tx), list);
  const row = id === undefined ? null : rowIn(rows, id);
  const read = fieldsOf(list, row).read(sent);
  const invalid = (form: Form): Saved => ({ row, kind: 'invalid', form });
  if (!read.ok) return invalid(read.form);
  if ('probability' in read.data && read.data.probability === null)
    return invalid(withError(read.form, 'probability', 'Type a percentage from 0 to 100.'));
  if (row === null && rows.length >= list.most)
    return invalid(withError(read.form, '', `There are ${list.most} already. Remove one first.`));
  if (!(await saveNamed(tx, list, row?.id ?? null, read.data as Record<string, string | number | null>)))
    return invalid(withError(read.form, 'name', `There is a ${list.one} of this name already.`));
  return { row, kind: 'saved', name: read.data.name };
}

/** Moves a row one place among those it may stand between; answers its name. */
export async function moveStage(tx: WriteDoor, list: NameList, id: unknown, way: 'up' | 'down'): Promise<string> {
  await holdNames(tx, list);
  const rows = await namedRowsOf(readerOf(tx), list);
  const row = rowIn(rows, id);
  await stepNamed(tx, list, rows, row.id, way === 'up' ? -1 : 1);
  return row.name;
}

/** Removes a row; the deals of a stage go to the open one that `into` names. */
export async function removeStage(tx: WriteDoor, list: NameList, id: unknown, into: unknown): Promise<Removed> {
  await holdNames(tx, list);
  const rows = await namedRowsOf(readerOf(tx), list);
  const row = rowIn(rows, id);
  const refusal = refusalOf(list, row, rows);
  if (refusal) return { row, rows, kind: 'stays', ...refusal };
  const takes = rows.find((it) => it.id === into && it.kind === 'open' && it.id !== row.id);
  if (row.deals > 0 && !takes) return { row, rows, kind: 'full', text: 'Choose the stage that takes its deals.' };
  const other = row.deals > 0 ? takes : undefined;
  await removeNamed(tx, list, row, other);
  return { row, rows, kind: 'removed', into: other };
}

/** Why a row stays: where deals end is there for good, and so is the last stage on the way. */
export function refusalOf(
  { one: what }: NameList,
  row: NamedRow,
  rows: NamedRow[],
): { title: string; text: string } | undefined {
  const title = `${row.name} stays.`;
  if (row.kind !== null && row.kind !== 'open')
    return { title, text: 'Won, lost and on hold are always there. It can be renamed.' };
  if (row.kind === 'open' && rows.filter(({ kind }) => kind === 'open').length === 1)
    return { title, text: 'A pipeline has one stage at least. Add another one first.' };
  if (row.kind === null && row.deals > 0)
    return { title, text: `${plural(row.deals, 'deal was', 'deals were')} lost for this ${what}. It can be renamed.` };
  return undefined;
}

/** The row of an address; throws where it is not there. */
export function rowIn(rows: NamedRow[], id: unknown): NamedRow {
  const found = isId(id) && rows.find((it) => it.id === id.toLowerCase());
  if (!found) throw new NotFound();
  return found;
}
