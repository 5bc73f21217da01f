import { v7 as uuidv7 } from 'uuid';
import type { TestDatabase } from './database.js';

/** Lays a task into the database, past the form; answers its id. */
export async function insertTask(
  db: TestDatabase,
  userId: string,
  fields: Record<string, unknown> = {},
): Promise<string> {
  const row: Record<string, unknown> = { id: uuidv7(), user_id: userId, title: 'Send the invoice', ...fields };
  const names = Object.keys(row);
  await db.rows(
    `insert into tasks (${names.join(', ')}) values (${names.map((_, i) => `$${i + 1}`).join(', ')})`,
    Object.values(row),
  );
  return row['id'] as string;
}

/** The day that many days from now, in UTC, where the cast lives unless a test says otherwise. */
export const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
