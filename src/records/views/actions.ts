import { v7 as uuidv7 } from 'uuid';
import { isId } from '../../http/form.js';
import { NotFound } from '../../platform/errors.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import type { Kind } from '../kinds.js';
import { MOST_VIEWS } from '../limits.js';
import type { SavedView } from './queries.js';
import type { ViewData } from './schema.js';

type Made = { kind: 'made'; id: string } | { kind: 'too_many' | 'name_taken' };

/** Keeps a view of a list; a second submit of the same form answers the first one's id. `submissionId` becomes its id. */
export async function createView(
  tx: WriteDoor,
  module: Kind,
  data: ViewData,
  submissionId: string | null,
): Promise<Made> {
  const id = submissionId ?? uuidv7();
  await oneAtATime(tx);
  if (await isOwn(tx, module, id)) return { kind: 'made', id };
  if ((await tx.savedView.count({ where: { module: module.name } })) >= MOST_VIEWS) return { kind: 'too_many' };
  const { name, query, pinned: isPinned } = data;
  // A failed insert would abort the transaction.
  const made = await tx.savedView.createMany({
    data: [{ id, module: module.name, name, query, isPinned }],
    skipDuplicates: true,
  });
  if (made.count === 0) return { kind: 'name_taken' };
  if (data.default) await setDefault(tx, module, id, true);
  return { kind: 'made', id };
}

/** A view as it stands, held with all others of its person until the transaction ends; somebody else's is not there. */
export async function heldView(tx: WriteDoor, module: Kind, id: unknown): Promise<SavedView> {
  await oneAtATime(tx);
  const rows = isId(id)
    ? await tx.$queryRaw<SavedView[]>(sql`
        select id::text, name, query, is_pinned, is_default from saved_views
        where id = ${id}::uuid and module = ${module.name}`)
    : [];
  if (!rows[0]) throw new NotFound();
  return rows[0];
}

/** Gives a view another name, pins it and makes it the default, or takes that back; false when the name is taken. */
export async function renameView(
  tx: WriteDoor,
  module: Kind,
  id: string,
  data: Omit<ViewData, 'query'>,
): Promise<boolean> {
  // As the table's own key compares them: to Prisma, "insensitive" is `ilike`, which takes % and _ for signs.
  const taken = await tx.$queryRaw<unknown[]>(sql`
    select from saved_views where module = ${module.name} and lower(name) = lower(${data.name}) and id <> ${id}::uuid`);
  if (taken.length > 0) return false;
  await change(tx, module, id, { name: data.name, isPinned: data.pinned });
  await setDefault(tx, module, id, data.default);
  return true;
}

/** Makes a view show what is shown now. */
export const setQuery = (tx: WriteDoor, module: Kind, id: string, query: string) => change(tx, module, id, { query });

/** Puts a view among the tabs, or takes it from them. */
export const setPinned = (tx: WriteDoor, module: Kind, id: string, isPinned: boolean) =>
  change(tx, module, id, { isPinned });

/** Makes a view the one that the list opens with, in place of any other; or no longer. */
export async function setDefault(tx: WriteDoor, module: Kind, id: string, isDefault: boolean): Promise<void> {
  await oneAtATime(tx);
  if (isDefault)
    await tx.savedView.updateMany({
      where: { module: module.name, isDefault: true, id: { not: id } },
      data: { isDefault: false },
    });
  await change(tx, module, id, { isDefault });
}

/** Deletes a view; the answer is what brings it back. */
export async function deleteView(tx: WriteDoor, module: Kind, id: unknown): Promise<SavedView> {
  const view = await heldView(tx, module, id);
  await tx.savedView.deleteMany({ where: { id: view.id, module: module.name } });
  return view;
}

/** Whether there is such a view of one's own. */
export async function isOwn(tx: WriteDoor, module: Kind, id: string): Promise<boolean> {
  return (await tx.savedView.count({ where: { id, module: module.name } })) > 0;
}

// Lets a person's own views change one after the other: no two get one name, and one is the default.
async function oneAtATime(tx: WriteDoor): Promise<void> {
  await tx.$executeRaw(sql`select pg_advisory_xact_lock(hashtextextended('views ' || app_user_id()::text, 0))`);
}

type Columns = { name?: string; query?: string; isPinned?: boolean; isDefault?: boolean };

async function change(tx: WriteDoor, module: Kind, id: string, data: Columns): Promise<void> {
  const { count } = await tx.savedView.updateMany({ where: { id, module: module.name }, data });
  if (count === 0) throw new NotFound();
}
