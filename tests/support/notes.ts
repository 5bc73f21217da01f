import { insert, type TestDatabase } from './database.js';

type Note = { body: string; inventory_item_id?: string; company_id?: string; contact_id?: string; created_at?: Date };

/** Lays a note into the database, past its form; answers its id. */
export function insertNote(db: TestDatabase, authorId: string, note: Note): Promise<string> {
  const own = note.inventory_item_id !== undefined;
  return insert(db, 'notes', { author_id: authorId, user_id: own ? authorId : null, ...note });
}
