import { sql } from '../../platform/postgres/sql.js';
import type { OfCollab } from '../collabs/index.js';
import { PIPELINE } from './kind.js';

/** The deal that a collab came of. */
export const dealOfCollab: OfCollab = {
  select: () => sql`
    (select jsonb_build_object('id', d.id, 'name', d.name) from deals d where d.id = b.deal_id and d.deleted_at is null) as deal`,
  facts({ deal }) {
    const found = deal as { id: string; name: string } | null;
    return found ? [{ label: 'Deal', value: found.name, to: `${PIPELINE.path}/${found.id}` }] : [];
  },
};
