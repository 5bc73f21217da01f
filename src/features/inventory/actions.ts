import { v7 as uuidv7 } from 'uuid';
import type { Person } from '../../http/person.js';
import { NotFound } from '../../platform/errors.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { type Act, type Changes, changesBetween, recordHistory } from '../../records/history.js';
import { moveToTrash, restoreFromTrash } from '../../records/trash.js';
import { companyById, findOrAddCompany } from '../companies/index.js';
import { FIELD_NAMES } from './fields.js';
import { type Item, itemOf, toColumns } from './item.js';
import { INVENTORY } from './kind.js';
import type { ItemData } from './schema.js';

export type Saved = { kind: 'saved' | 'unchanged' } | { kind: 'conflict' | 'in_trash'; current: Item };

/** The brand's company, found or added by the brand's name; where no brand was sent at all, an id alone names it. Null: no such company. */
export async function withCompany(
  tx: WriteDoor,
  person: Person,
  data: ItemData,
  brandSent: boolean,
): Promise<ItemData | null> {
  const { brand, company_id } = data;
  // A blank brand was cleared by hand: without JavaScript the hidden id stays behind, so it does not count.
  if (!brand && (brandSent || !company_id)) return { ...data, brand: null, company_id: null };
  const company = brand ? await findOrAddCompany(tx, person.id, brand) : await companyById(tx, company_id ?? '');
  return company && { ...data, brand: company.name, company_id: company.id };
}

/** As `withCompany` for an item that is there: a brand that was left as it stood stays with its company, whatever that is called by now. */
export async function withKeptCompany(
  tx: WriteDoor,
  person: Person,
  { fields: { brand, company_id } }: Pick<Item, 'fields'>,
  data: ItemData,
  brandSent: boolean,
): Promise<ItemData | null> {
  if (data.brand && data.brand === brand && company_id) return { ...data, company_id: String(company_id) };
  return withCompany(tx, person, data, brandSent);
}

/** Creates an item; a second submit of the same form makes none and answers the first one's id. */
export async function createItem(tx: WriteDoor, data: ItemData, submissionId: string | null): Promise<string> {
  const id = uuidv7();
  // A failed insert would abort the transaction; this waits for a submit that is under way, then does nothing.
  const made = await tx.inventoryItem.createMany({
    data: [{ id, submissionId, ...toColumns(data) }],
    skipDuplicates: true,
  });
  if (made.count === 0) return firstSubmitted(tx, submissionId);
  await tell(tx, 'created', id, { state: [null, data.state] });
  return id;
}

/**
 * Saves an item if nobody did since `version`; else answers what stands there now. What changes nothing writes nothing. `before`
 * is the item that `data` was read against: what a merge of companies moved since is left alone.
 */
export async function updateItem(
  tx: WriteDoor,
  person: Person,
  before: Item,
  version: number,
  data: ItemData,
): Promise<Saved> {
  const { id } = before;
  if (before.deletedAt) return { kind: 'in_trash', current: before };
  const changes = changesBetween(before.fields, data, FIELD_NAMES);
  if (Object.keys(changes).length === 0) return { kind: 'unchanged' };
  const saved = before.version === version && (await overwrite(tx, person, id, version, changedColumns(data, changes)));
  if (!saved) return { kind: 'conflict', current: (await itemOf(tx, id)) ?? before };
  await tell(tx, 'changed', id, changes);
  return { kind: 'saved' };
}

/** Writes columns of an item if it still has that version; false when it was changed or deleted meanwhile. */
export async function overwrite(
  tx: WriteDoor,
  person: Person,
  id: string,
  version: number,
  columns: Partial<ReturnType<typeof toColumns>>,
): Promise<boolean> {
  const { count } = await tx.inventoryItem.updateMany({
    where: { id, version, deletedAt: null },
    data: { ...columns, version: { increment: 1 }, updatedAt: new Date(), updatedBy: person.id },
  });
  return count > 0;
}

/** The columns that changed; the rest is left alone, since a merge of companies may be giving the item another one at this moment. */
export function changedColumns(data: ItemData, changes: Changes): Partial<ReturnType<typeof toColumns>> {
  const columns = Object.entries(toColumns(data));
  return Object.fromEntries(columns.filter(([name]) => changes[name === 'companyId' ? 'company_id' : name]));
}

/** Moves an item to the trash; one that lies there already stays as it is. */
export async function deleteItem(tx: WriteDoor, id: string): Promise<void> {
  if (await moveToTrash(tx, { kind: INVENTORY, id })) return tell(tx, 'deleted', id);
  if (!(await itemOf(tx, id))) throw new NotFound();
}

/** Takes an item out of the trash; one that is not in it stays as it is. */
export async function restoreItem(tx: WriteDoor, id: string): Promise<void> {
  if (await restoreFromTrash(tx, { kind: INVENTORY, id })) return tell(tx, 'restored', id);
  const item = await itemOf(tx, id);
  if (!item || item.deletedAt) throw new NotFound();
}

/** The id of the item that a form with this submission id made before. */
export async function submittedBefore(tx: WriteDoor, submissionId: string | null): Promise<string | undefined> {
  if (submissionId === null) return undefined;
  const made = await tx.inventoryItem.findFirst({ where: { submissionId }, select: { id: true } });
  return made?.id;
}

async function firstSubmitted(tx: WriteDoor, submissionId: string | null): Promise<string> {
  const id = await submittedBefore(tx, submissionId);
  if (!id) throw new Error('an insert was skipped, and no row with its submission id is there');
  return id;
}

async function tell(tx: WriteDoor, act: Act, id: string, changes = {}): Promise<void> {
  await recordHistory(tx, { act, target: { kind: INVENTORY, id }, changes });
}
