import type { WriteDoor } from '../../platform/postgres/database.js';
import type { Draft, Placed } from '../../records/record/draft.js';
import { placeCompanies } from '../companies/index.js';
import type { ItemData } from './fields.js';

/** Finds the company that an item's brand names, or adds it. */
export function placeItem(tx: WriteDoor, draft: Draft<ItemData>): Promise<Placed<ItemData>> {
  return placeCompanies(tx, draft, { brand: 'company_id' });
}
