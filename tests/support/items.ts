import { v7 as uuidv7 } from 'uuid';
import type { TestDatabase } from './database.js';

/** Lays an item into the database as it stands after its story, past the form; answers its id. */
export async function insertItem(
  db: TestDatabase,
  userId: string,
  fields: Record<string, unknown> = {},
): Promise<string> {
  const row: Record<string, unknown> = {
    id: uuidv7(),
    user_id: userId,
    name: 'Trailcap 20 L park backpack',
    source: 'review_unit',
    currency: 'USD',
    state: 'received',
    created_by: userId,
    updated_by: userId,
    ...fields,
  };
  const names = Object.keys(row);
  await db.rows(
    `insert into inventory_items (${names.join(', ')}) values (${names.map((_, i) => `$${i + 1}`).join(', ')})`,
    Object.values(row),
  );
  return row['id'] as string;
}
