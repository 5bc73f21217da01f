import { NotFound } from '../../platform/errors.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { type HeldTag, heldTag } from '../../records/tags/index.js';

/** A tag and the one that takes its place, held in one order, so that two opposite merges at once wait for each other and not in a ring. */
export async function heldPair(tx: WriteDoor, from: string, to: string): Promise<{ tag: HeldTag; into: HeldTag }> {
  const ids = [from, to].map((it) => it.toLowerCase());
  if (ids[0] === ids[1]) throw new NotFound();
  const held = new Map<string | undefined, HeldTag>();
  for (const id of [...ids].sort()) held.set(id, await heldTag(tx, id));
  const [tag, into] = ids.map((id) => held.get(id));
  if (!tag || !into || tag.scope !== into.scope) throw new NotFound();
  return { tag, into };
}
