import type { Option } from '../../http/form.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';

/** What the person is called whom a column refers to, also one who has left; null for none. */
export function memberName(column: Sql): Sql {
  return sql`(select pp.name from people pp where pp.id = ${column})`;
}

/** Everybody who may own an episode, as a select offers them; and `present`, who owns it now. */
export async function ownerOptions(db: Pick<ReadDoor, 'rows'>, present = ''): Promise<Option[]> {
  const found = await db.rows<{ name: string }>(sql`
    select distinct m.name collate "und-x-icu" as name from members m union select ${present}::text collate "und-x-icu" where ${present}::text <> '' order by 1`);
  return found.map(({ name }) => ({ value: name, label: name }));
}

/** The person of that name: who had it before where that is so, oneself, or the only one. */
export async function findOwner(
  tx: WriteDoor,
  name: string,
  { before, self }: { before: string | null; self: string },
): Promise<{ id: string } | { fault: string }> {
  const found = await tx.$queryRaw<{ id: string }[]>(sql`
    select m.id::text from members m where m.name = ${name} union select p.id::text from people p where p.id = ${before}::uuid and p.name = ${name}`);
  const chosen =
    found.find(({ id }) => id === before) ??
    found.find(({ id }) => id === self) ??
    (found.length === 1 ? found[0] : undefined);
  if (chosen) return chosen;
  return {
    fault: found.length > 1 ? `Several people here are called ${name}.` : 'Nobody here is called that. Choose one.',
  };
}
