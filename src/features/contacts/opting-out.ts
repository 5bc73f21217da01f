import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { recordHistory } from '../../records/history.js';
import { CONTACTS } from './kind.js';

// A merge leads on who became a part of another contact, however often that was merged.
const STANDING = (id: string) =>
  sql`(select coalesce(n.merged_into_id, n.id) from contacts n where n.id = ${id}::uuid)`;

/** The addresses of a contact, or of the one that it became a part of. */
export async function mailAddressesOf(db: Pick<ReadDoor, 'rows'>, id: string): Promise<string[]> {
  const rows = await db.rows<{ value: string }>(
    sql`select p.value from contact_points p where p.contact_id = ${STANDING(id)} and p.kind = 'email'`,
  );
  return rows.map(({ value }) => value);
}

/**
 * Marks a contact as opted out, since whoever reads mail at that address asked for it: in its history too. The database gives up
 * what waits to be sent to them. Answers its id; undefined where it was marked before.
 */
export async function optOutByMail(tx: WriteDoor, id: string, address: string): Promise<string | undefined> {
  const [marked] = await tx.$queryRaw<{ id: string }[]>(sql`
    update contacts c set opted_out = true, version = version + 1, updated_at = now(), updated_by = null
    where c.id = ${STANDING(id)} and not c.opted_out returning c.id::text`);
  if (!marked) return undefined;
  await recordHistory(tx, {
    act: 'changed',
    target: { kind: CONTACTS, id: marked.id },
    changes: { opted_out: [false, true], by_mail: [null, address] },
  });
  return marked.id;
}
