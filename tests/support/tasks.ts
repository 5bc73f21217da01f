import { insert, type TestDatabase } from './database.js';

/** Lays a task into the database, past the form; answers its id. */
export function insertTask(db: TestDatabase, userId: string, fields: Record<string, unknown> = {}): Promise<string> {
  return insert(db, 'tasks', { user_id: userId, title: 'Send the invoice', ...fields });
}

/** The day that many days from now, in UTC, where the cast lives unless a test says otherwise. */
export const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
