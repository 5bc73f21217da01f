import { sql } from '../../platform/postgres/sql.js';
import { defineModule } from '../../records/define-module.js';
import { itemActing } from './acting.js';
import { itemsApi } from './api.js';
import { inventoryDated } from './dated.js';
import { ITEM_FIELDS, type ItemData } from './fields.js';
import { itemForm } from './form.js';
import { itemsInKind, resaleIncome } from './income.js';
import { INVENTORY } from './kind.js';
import { itemList } from './list.js';
import { placeItems } from './place.js';
import { itemRecord } from './record.js';
import { itemsRefer } from './refers.js';
import { itemRoutes } from './routes.js';
import { DAYS, itemRules } from './rules.js';
import { searchItems } from './search.js';
import { STATES } from './states.js';

/** The inventory: what one got, has and passes on. */
export const inventoryModule = defineModule<ItemData>({
  kind: INVENTORY,
  views: { show: 'inventory/show.njk' },
  fields: ITEM_FIELDS,
  states: STATES,
  days: DAYS,
  rules: itemRules,
  acts: [
    ...['state', 'brand', 'category', 'condition', 'source', 'location', 'programme'],
    ...['review_due_on', 'return_due_on', 'resale_allowed_from', 'review_state'],
  ],
  list: itemList,
  refers: itemsRefer,
  record: itemRecord,
  acting: itemActing,
  form: itemForm,
  place: placeItems,
  created: ({ state }) => ({ state: [null, state] }),
  trashDetail: sql`t.brand`,
  pictures: 'photos',
  dated: inventoryDated,
  income: resaleIncome,
  inKind: itemsInKind,
  search: searchItems,
  api: itemsApi,
  routes: itemRoutes,
});
