import { formatMoney } from '../../http/format.js';
import { viewUrl } from '../../http/list/page.js';
import { sql } from '../../platform/postgres/sql.js';
import type { OfCollab } from '../collabs/index.js';
import { INVENTORY } from './kind.js';

type Given = { id: string; name: string; value: number | null; currency: string };

const MOST_GIVEN = 5;

/** The items that were given for a collab, each with its market value. */
export const itemsOfCollab: OfCollab = {
  select: () => sql`
    (select coalesce(jsonb_agg(to_jsonb(g)), '[]') from (
      select i.id, i.name, i.fair_market_value as value, i.currency from inventory_items i
      where i.collab_id = b.id and i.deleted_at is null order by i.fair_market_value desc nulls last, i.id limit ${MOST_GIVEN + 1}) g) as given`,
  facts({ given, id }) {
    const all = given as Given[];
    const shown = all.slice(0, MOST_GIVEN).map((it) => ({
      label: 'Given',
      value: it.name,
      to: `${INVENTORY.path}/${it.id}`,
      ...(it.value !== null && { more: `${formatMoney(it.value, it.currency)} ${it.currency}` }),
    }));
    const rest = {
      label: 'Given',
      value: 'All that was given',
      to: viewUrl(INVENTORY.path, {}, { collab_id: String(id) }),
    };
    return all.length > MOST_GIVEN ? [...shown, rest] : shown;
  },
};
