import type { WriteDoor } from '../../../platform/postgres/database.js';
import { sql } from '../../../platform/postgres/sql.js';
import type { Draft, Placed } from '../../../records/record/draft.js';
import type { RecordState } from '../../../records/state.js';
import { type FoundPeople, placePeople } from '../../contacts/index.js';
import type { ShowData } from './fields.js';
import { SHOWS } from './kind.js';

/** Finds who is always there in a show; its name must be free. */
export async function placeShow(tx: WriteDoor, draft: Draft<ShowData>): Promise<Placed<ShowData>> {
  const { data, before } = draft;
  const [{ contacts, errors }] = (await placePeople(tx, [draft])) as [FoundPeople];
  const holder = await holderOf(tx, data.name, before?.id ?? null);
  if (holder) errors.name = 'There is a show of this name.';
  if (Object.keys(errors).length === 0) return { ok: true, data: { ...data, contacts } };
  const link = holder && { name: { href: `${SHOWS.path}/${holder.id}`, label: `Open ${holder.name}` } };
  return { ok: false, errors, ...(link && { links: link }) };
}

/** Which show has taken the name of one in the trash, as the rest of a sentence. */
export async function takenShow(tx: WriteDoor, { id, name }: RecordState): Promise<string | undefined> {
  const holder = await holderOf(tx, name, id);
  return holder && `${holder.name} has its name by now. Change that one first.`;
}

// Whoever gives a show this name at the same time waits, and is told.
async function holderOf(tx: WriteDoor, name: string, except: string | null) {
  await tx.$executeRaw(sql`select pg_advisory_xact_lock(hashtext('names of shows'))`);
  const [found] = await tx.$queryRaw<{ id: string; name: string }[]>(sql`
    select id::text, name from guide_shows
    where deleted_at is null and name_key = left(normal_form(${name}), 400) and id is distinct from ${except}::uuid`);
  return found;
}
