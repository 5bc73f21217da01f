import { sql } from '../../platform/postgres/sql.js';
import type { BulkValues } from '../../records/bulk/values.js';
import { COLLIDES, workOf } from './conflicts.js';
import { SIGNED } from './states.js';

// Whether a collab `r` has days in older locks, and no reason for them.
const HELD = sql`(r.lock_reason is null and r.state <> all(${[...SIGNED]}::text[]) and exists (
  select from ${workOf(sql`select r.company_id, r.category_id, r.territory, r.compensation`)} w
  join collab_deliverables p on p.collab_id = r.id and p.state not in ('live', 'verified', 'missed')
  join collab_exclusivities x on x.collab_id <> r.id join collabs b on b.id = x.collab_id where ${COLLIDES}))`;

const signs = ({ state }: BulkValues) => SIGNED.some((it) => it === state);

/** Many are signed at once only where the form of one would not ask for a reason. */
export const UNHELD = {
  fits: (values: BulkValues) => (signs(values) ? sql`not ${HELD}` : sql`true`),
  reasons: (values: BulkValues) => (signs(values) ? [{ where: HELD, text: 'Collides with an exclusivity' }] : []),
};
