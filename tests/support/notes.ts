import { v7 as uuidv7 } from 'uuid';
import type { TestDatabase } from './database.js';

type Note = { body: string; inventory_item_id?: string; company_id?: string; contact_id?: string; created_at?: Date };

/** Lays a note into the database, past its form; answers its id. */
export async function insertNote(db: TestDatabase, authorId: string, note: Note): Promise<string> {
  const own = note.inventory_item_id !== undefined;
  const row = { id: uuidv7(), author_id: authorId, user_id: own ? authorId : null, ...note };
  const names = Object.keys(row);
  await db.rows(
    `insert into notes (${names.join(', ')}) values (${names.map((_, i) => `$${i + 1}`).join(', ')})`,
    Object.values(row),
  );
  return row.id;
}
