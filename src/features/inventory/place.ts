import type { WriteDoor } from '../../platform/postgres/database.js';
import type { Draft, Placed } from '../../records/record/draft.js';
import { findCollab } from '../collabs/index.js';
import { placeCompanies } from '../companies/index.js';
import type { ItemData } from './fields.js';

/** Finds the companies that brands of items name, or adds them, and the collabs that items were given for; each is looked up once. */
export async function placeItems(tx: WriteDoor, drafts: readonly Draft<ItemData>[]): Promise<Placed<ItemData>[]> {
  const placed = await placeCompanies(tx, drafts, { brand: 'company_id' });
  const known = new Map<string, Awaited<ReturnType<typeof findCollab>>>();
  const find = async (meant: Meant) => {
    const key = JSON.stringify(meant);
    const found = known.get(key) ?? (await findCollab(tx, meant));
    known.set(key, found);
    return found;
  };
  const all: Placed<ItemData>[] = [];
  for (const [n, draft] of drafts.entries()) {
    const it = placed[n] as Placed<ItemData>;
    const collab = await collabOf(find, draft);
    if ('fault' in collab) all.push({ ok: false, errors: { ...(!it.ok && it.errors), collab: collab.fault } });
    else all.push(it.ok ? { ...it, data: { ...it.data, collab: collab.name, collab_id: collab.id } } : it);
  }
  return all;
}

type Meant = { id: string | null; name: string | null };

// What was left as it stood stays, also when the collab lies in the trash by now.
async function collabOf(
  find: (meant: Meant) => ReturnType<typeof findCollab>,
  { data, before, sent }: Draft<ItemData>,
) {
  const { collab: name, collab_id: id } = data;
  if (name !== null && name === before?.fields.collab) return { name, id: String(before.fields.collab_id) };
  // A title that was cleared by hand: without JavaScript the hidden id stays behind.
  if (name === null && (id === null || sent.collab !== undefined)) return { name: null, id: null };
  return find({ id, name });
}
