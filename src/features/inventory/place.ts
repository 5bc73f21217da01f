import type { WriteDoor } from '../../platform/postgres/database.js';
import type { Draft, Placed } from '../../records/record/draft.js';
import { findCollab } from '../collabs/index.js';
import { placeCompanies, placeManyCompanies } from '../companies/index.js';
import type { ItemData } from './fields.js';

/** Finds the company that an item's brand names, or adds it, and the collab that it was given for. */
export async function placeItem(tx: WriteDoor, draft: Draft<ItemData>): Promise<Placed<ItemData>> {
  const placed = await placeCompanies(tx, draft, { brand: 'company_id' });
  const collab = await collabOf(tx, draft);
  if ('fault' in collab) return { ok: false, errors: { ...(!placed.ok && placed.errors), collab: collab.fault } };
  return placed.ok ? { ...placed, data: { ...placed.data, collab: collab.name, collab_id: collab.id } } : placed;
}

/** The same of many new items, each company and each collab that they name looked up once. */
export async function placeItems(tx: WriteDoor, drafts: readonly Draft<ItemData>[]): Promise<Placed<ItemData>[]> {
  const collabs = new Map<string | null, Awaited<ReturnType<typeof collabOf>>>();
  for (const draft of drafts)
    if (!collabs.has(draft.data.collab)) collabs.set(draft.data.collab, await collabOf(tx, draft));
  const placed = await placeManyCompanies(tx, drafts, { brand: 'company_id' });
  return placed.map((it, n) => {
    const collab = collabs.get(drafts[n]?.data.collab ?? null) ?? { name: null, id: null };
    if ('fault' in collab) return { ok: false, errors: { ...(!it.ok && it.errors), collab: collab.fault } };
    return it.ok ? { ...it, data: { ...it.data, collab: collab.name, collab_id: collab.id } } : it;
  });
}

// What was left as it stood stays, also when the collab lies in the trash by now.
async function collabOf(tx: WriteDoor, { data, before, sent }: Draft<ItemData>) {
  const { collab: name, collab_id: id } = data;
  if (name !== null && name === before?.fields.collab) return { name, id: String(before.fields.collab_id) };
  // A title that was cleared by hand: without JavaScript the hidden id stays behind.
  if (name === null && (id === null || sent.collab !== undefined)) return { name: null, id: null };
  return findCollab(tx, { id, name });
}
