import type { WriteDoor } from '../../platform/postgres/database.js';
import { changesBetween, recordHistory } from '../../records/history.js';
import type { Module } from '../../records/module.js';
import { insertRecords, overwrite, submittedBefore } from '../../records/record/write.js';
import type { RecordState } from '../../records/state.js';
import { companyById } from '../companies/index.js';
import { ITEM_FIELDS, type ItemData } from './fields.js';
import { share } from './figures.js';

type Asked = { n: number; version: number; submissionId: string | null };

/** The fields that are amounts: each row of a split has its share. */
export const AMOUNTS = ITEM_FIELDS.names.filter((name) => ITEM_FIELDS.all[name].kind === 'money');

/** A row's fields as two rows hold them: the new row of n takes its share of each amount, the old keeps the rest. */
export function splitFields(fields: ItemData, n: number): { taken: ItemData; kept: ItemData } {
  const { quantity } = fields;
  const shares = AMOUNTS.flatMap((name) => {
    const whole = fields[name];
    return typeof whole === 'number' ? [{ name, whole, part: share(whole, n, quantity) }] : [];
  });
  const taken = Object.fromEntries(shares.map(({ name, part }) => [name, part]));
  const kept = Object.fromEntries(shares.map(({ name, whole, part }) => [name, whole - part]));
  return { taken: { ...fields, ...taken, quantity: n }, kept: { ...fields, ...kept, quantity: quantity - n } };
}

/** Splits n off an item into a row of its own and answers that row's id; undefined when the item was changed meanwhile. */
export async function splitItem(
  tx: WriteDoor,
  module: Module,
  item: RecordState,
  { n, version, submissionId }: Asked,
): Promise<string | undefined> {
  const { kind } = module;
  const { taken, kept } = splitFields(await underItsCompany(tx, ITEM_FIELDS.of(item.fields)), n);
  const changes = changesBetween(item.fields, kept, [...AMOUNTS, 'quantity']);
  const changed = Object.fromEntries(Object.keys(changes).map((name) => [name, kept[name as keyof ItemData]]));
  // Waits for a second submit of the same form; the one that comes later finds the first one's row.
  if ((await overwrite(tx, module, [{ id: item.id, version, changed }])).size === 0)
    return submittedBefore(tx, module, submissionId);
  const [id] = await insertRecords(tx, module, [{ data: taken, submissionId }]);
  if (!id) throw new Error('a row was split off twice by one form, though the first has another version');
  await recordHistory(tx, { act: 'split', target: { kind, id: item.id }, changes });
  await recordHistory(tx, {
    act: 'split',
    target: { kind, id },
    changes: { quantity: [null, n], state: [null, taken.state] },
  });
  return id;
}

// The new row is none that a merge of its company would find: that waits, or was quicker.
async function underItsCompany(tx: WriteDoor, fields: ItemData): Promise<ItemData> {
  const company = fields.company_id && (await companyById(tx, fields.company_id));
  return company && company.id !== fields.company_id
    ? { ...fields, brand: company.name, company_id: company.id }
    : fields;
}
