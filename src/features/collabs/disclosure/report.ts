import { isId } from '../../../http/form.js';
import { formatDate, isIsoDate, plural } from '../../../http/format.js';
import { one, viewUrl } from '../../../http/list/page.js';
import type { PersonRequest } from '../../../http/person.js';
import { page, type Reply } from '../../../http/reply.js';
import type { ReadDoor } from '../../../platform/postgres/database.js';
import { sql } from '../../../platform/postgres/sql.js';
import type { Row } from '../../../records/fields/set.js';
import { companyName } from '../../companies/index.js';
import { calledDeliverable } from '../deliverables.js';
import { COLLABS } from '../kind.js';
import { DELIVERABLE_STATES } from '../states.js';
import { disclosurePath } from './begun.js';
import { aboutOf, checklist, openOf, progressOf, type TickState, unprovenOf } from './checklist.js';
import { ticksWhere } from './queries.js';

/** How many that are live are looked at for one page. */
const LOOKED_AT = 500;

type LiveRow = Row & {
  row: string;
  collab_id: string;
  collab: string;
  company: string | null;
  went_live_on: string | null;
  live_reason: string | null;
  ticks: TickState[];
};

/** What of one's own is live though its list is open or not proven, the latest first. */
export async function showUndisclosed(db: ReadDoor, req: PersonRequest): Promise<Reply> {
  const found = await liveRows(db, one(req.query.before));
  const looked = found.slice(0, LOOKED_AT);
  const rows = looked.flatMap((row) => {
    const items = checklist(aboutOf(row, row), row.ticks);
    const unproven = unprovenOf(items);
    if (unproven.length === 0) return [];
    const open = openOf(items);
    return [
      {
        name: calledDeliverable(row),
        href: disclosurePath(row.collab_id, row.row),
        collab: { name: row.collab, href: `${COLLABS.path}/${row.collab_id}` },
        company: row.company,
        look: DELIVERABLE_STATES.of(row.state),
        day: row.went_live_on && formatDate(row.went_live_on),
        progress: progressOf(items),
        missing: [
          open.length > 0 ? `${open.length} open` : '',
          unproven.length > open.length ? `${unproven.length - open.length} without proof` : '',
        ]
          .filter(Boolean)
          .join(', '),
        reason: row.live_reason,
      },
    ];
  });
  const last = looked.at(-1);
  const older = found.length > LOOKED_AT && last ? `${last.went_live_on ?? ''}~${last.row}` : null;
  return page('collabs/undisclosed.njk', {
    ...{ kind: COLLABS, rows, count: plural(rows.length, 'deliverable', 'deliverables') },
    looked_at: looked.length,
    older: older && viewUrl(`${COLLABS.path}/undisclosed`, {}, { before: older }),
  });
}

// By day and id, so that those of one day come in an order that stays.
function liveRows(db: ReadDoor, before: string | undefined): Promise<LiveRow[]> {
  const [day = '', id] = (before ?? '').split('~');
  const at = sql`coalesce(k.went_live_on, '-infinity'::date)`;
  const isPlace = isId(id) && (day === '' || isIsoDate(day));
  const further = isPlace ? sql`(${at}, k.id) < (${day || '-infinity'}::date, ${id}::uuid)` : sql`true`;
  return db.rows<LiveRow>(sql`
    select k.id::text as row, k.kind, k.title, k.platform, k.quantity, k.state, k.live_reason, k.went_live_on::text as went_live_on,
      b.id::text as collab_id, b.name as collab, b.compensation, b.tracking_link, b.promo_code, ${companyName(sql`b.company_id`)} as company,
      ${ticksWhere(sql`t.deliverable_id = k.id`)} as ticks
    from collab_deliverables k join collabs b on b.id = k.collab_id
    where b.deleted_at is null and k.state in ('live', 'verified') and ${further}
    order by ${at} desc, k.id desc limit ${LOOKED_AT + 1}`);
}
