import { isId } from '../../http/form.js';
import { NotFound } from '../../platform/errors.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { isAbout, type Target } from '../kinds.js';

export type Note = {
  id: string;
  body: string;
  version: number;
  created_at: Date;
  updated_at: Date;
  author_id: string | null;
  author: string | null;
};

/** One note about a record with its author's name; one that was deleted is not there. */
export async function noteOf(db: Pick<ReadDoor, 'row'>, target: Target, id: unknown): Promise<Note> {
  const note = isId(id)
    ? await db.row<Note>(sql`
        select n.id, n.body, n.version, n.created_at, n.updated_at, n.author_id, p.name as author
        from notes n left join people p on p.id = n.author_id
        where n.id = ${id}::uuid and ${isAbout('n', target)} and n.deleted_at is null`)
    : undefined;
  if (!note) throw new NotFound();
  return note;
}
