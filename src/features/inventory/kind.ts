import type { Kind } from '../../records/kinds.js';

/** What one got, has and passes on: everybody’s own. */
export const INVENTORY: Kind = {
  name: 'inventory',
  table: 'inventory_items',
  column: 'inventory_item_id',
  own: true,
  path: '/inventory',
  title: 'Inventory',
  one: 'item',
  many: 'items',
  icon: 'package',
};
