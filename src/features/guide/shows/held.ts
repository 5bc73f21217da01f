import { v7 as uuidv7 } from 'uuid';
import type { WriteDoor } from '../../../platform/postgres/database.js';
import { sql } from '../../../platform/postgres/sql.js';
import type { Row } from '../../../records/fields/set.js';
import { recordHistory } from '../../../records/history.js';
import { findNamed } from '../../../records/named.js';
import type { Draft } from '../../../records/record/draft.js';
import { contactName } from '../../contacts/index.js';
import { USUAL_CHECKS } from './fields.js';
import { SHOWS } from './kind.js';

/** A show that an episode is saved under, with what each of its episodes begins with. */
export type HeldShow = {
  id: string;
  name: string;
  checklist: string | null;
  people: { name: string; part: string | null; id: string }[];
};
type Named = Row & { show: string | null; show_id: string | null };

/** The show of an episode: as it stood, by its id, or by its name; one that nobody wrote down is added. It is held, so that no number is given twice. */
export async function showOf<T extends Named>(
  tx: WriteDoor,
  { data, before, sent, person }: Draft<T>,
): Promise<HeldShow | { fault: string }> {
  const { show: name, show_id: id } = data;
  const isSame = before !== null && name !== null && name === before.fields.show;
  const known = isSame ? String(before.fields.show_id) : id;
  // A name that was cleared by hand: without JavaScript the hidden id stays behind.
  if (name === null && (known === null || sent.show !== undefined))
    return { fault: 'Choose a show, or type its name.' };
  const found = await findNamed(tx, SHOWS, isSame ? { id: known, name: null } : { id: known, name });
  if ('fault' in found && (isSame || name === null))
    return {
      fault: isSame ? 'This show lies in the trash. Restore it, or choose another.' : 'This show is no longer there.',
    };
  const held = await heldShow(tx, 'fault' in found ? await addShow(tx, String(name), person.timeZone) : found.id);
  return held ?? { fault: 'This show is no longer there.' };
}

/** The show of that id, held: whoever numbers an episode of it waits for who came first. */
export async function heldShow(tx: WriteDoor, id: string): Promise<HeldShow | undefined> {
  const [found] = await tx.$queryRaw<HeldShow[]>(sql`
    select sh.id::text, sh.name, sh.checklist, (
      select coalesce(jsonb_agg(jsonb_build_object('id', p.contact_id, 'part', coalesce(p.part, 'host'), 'name', ${contactName(sql`p.contact_id`)}) order by p.position), '[]')
      from guide_show_people p where p.show_id = sh.id) as people
    from guide_shows sh where sh.id = ${id}::uuid and sh.deleted_at is null for no key update of sh`);
  return found;
}

// Two who name the same new one at once get one: the second waits for the name.
async function addShow(tx: WriteDoor, typed: string, timeZone: string): Promise<string> {
  const [id, name] = [uuidv7(), typed.replace(/\s+/g, ' ')];
  await tx.$executeRaw(sql`select pg_advisory_xact_lock(hashtext('names of shows'))`);
  const again = await findNamed(tx, SHOWS, { id: null, name });
  if ('id' in again) return again.id;
  await tx.$executeRaw(sql`
    insert into guide_shows (id, name, time_zone, checklist, created_by, updated_by)
    values (${id}::uuid, ${name}, ${timeZone}, ${USUAL_CHECKS}, app_user_id(), app_user_id())`);
  await recordHistory(tx, { act: 'created', target: { kind: SHOWS, id }, changes: { name: [null, name] } });
  return id;
}
