import { insert, type TestDatabase } from './database.js';

/** Lays an item into the database as it stands after its story, past the form; answers its id. */
export function insertItem(db: TestDatabase, userId: string, fields: Record<string, unknown> = {}): Promise<string> {
  return insert(db, 'inventory_items', {
    user_id: userId,
    name: 'Trailcap 20 L park backpack',
    source: 'review_unit',
    currency: 'USD',
    state: 'received',
    created_by: userId,
    updated_by: userId,
    ...fields,
  });
}
