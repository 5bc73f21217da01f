import { v7 as uuidv7 } from 'uuid';
import type { Person } from '../../http/person.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { changesBetween, recordHistory } from '../../records/history.js';
import { companyById } from '../companies/index.js';
import { changedColumns, overwrite, submittedBefore } from './actions.js';
import { MONEY_FIELDS } from './fields.js';
import { share } from './figures.js';
import { type Item, type ItemFields, toColumns } from './item.js';
import { INVENTORY } from './kind.js';
import type { ItemData } from './schema.js';

type Asked = { n: number; version: number; submissionId: string | null };

/** A row's fields as two rows hold them: the new row of n takes its share of each amount, the old keeps the rest. */
export function splitFields(fields: ItemFields, n: number): { taken: ItemFields; kept: ItemFields } {
  const quantity = Number(fields.quantity);
  const taken: ItemFields = { ...fields, quantity: n };
  const kept: ItemFields = { ...fields, quantity: quantity - n };
  for (const name of MONEY_FIELDS) {
    const whole = fields[name];
    if (typeof whole !== 'number') continue;
    taken[name] = share(whole, n, quantity);
    kept[name] = whole - taken[name];
  }
  return { taken, kept };
}

/** Splits n off an item into a row of its own and answers that row's id; undefined when the item was changed meanwhile. */
export async function splitItem(
  tx: WriteDoor,
  person: Person,
  item: Item,
  { n, version, submissionId }: Asked,
): Promise<string | undefined> {
  const again = await submittedBefore(tx, submissionId);
  if (again) return again;
  const { taken, kept } = splitFields(await underItsCompany(tx, item.fields), n);
  const changes = changesBetween(item.fields, kept, [...MONEY_FIELDS, 'quantity']);
  // Waits for a second submit of the same form; the one that comes later finds the first one's row.
  if (!(await overwrite(tx, person, item.id, version, changedColumns(kept as ItemData, changes))))
    return submittedBefore(tx, submissionId);
  const id = uuidv7();
  await tx.inventoryItem.createMany({ data: [{ id, submissionId, ...toColumns(taken as ItemData) }] });
  await recordHistory(tx, { act: 'split', target: { kind: INVENTORY, id: item.id }, changes });
  await recordHistory(tx, {
    act: 'split',
    target: { kind: INVENTORY, id },
    changes: { quantity: [null, n], state: [null, taken.state] },
  });
  return id;
}

// The new row is none that a merge of its company would find: that waits, or was quicker.
async function underItsCompany(tx: WriteDoor, fields: ItemFields): Promise<ItemFields> {
  const company = fields.company_id && (await companyById(tx, String(fields.company_id)));
  return company && company.id !== fields.company_id
    ? { ...fields, brand: company.name, company_id: company.id }
    : fields;
}
