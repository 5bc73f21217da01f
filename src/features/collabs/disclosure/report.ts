import { csvLines, csvText } from '../../../http/csv.js';
import { isId } from '../../../http/form.js';
import { formatDate, isIsoDate, plural } from '../../../http/format.js';
import { one, viewUrl } from '../../../http/list/page.js';
import type { PersonRequest } from '../../../http/person.js';
import { file, page, type Reply } from '../../../http/reply.js';
import type { ReadDoor, WriteDoor } from '../../../platform/postgres/database.js';
import { sql } from '../../../platform/postgres/sql.js';
import { audit } from '../../../records/audit.js';
import type { Row } from '../../../records/fields/set.js';
import { readerNow } from '../../../records/list/routes.js';
import { companyName } from '../../companies/index.js';
import { calledDeliverable } from '../deliverables.js';
import { COLLABS } from '../kind.js';
import { DELIVERABLE_STATES } from '../states.js';
import { disclosurePath } from './begun.js';
import { aboutOf, checklist, type Item, openOf, progressOf, type TickState, unprovenOf } from './checklist.js';
import { ticksWhere } from './queries.js';

const PATH = `${COLLABS.path}/undisclosed`;
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
type Undisclosed = { row: LiveRow; items: Item[] };

/** What of one's own is live though its list is open or not proven, the latest first. */
export async function showUndisclosed(db: ReadDoor, req: PersonRequest): Promise<Reply> {
  const { found, older } = await undisclosedFrom(db, one(req.query.before));
  return page('collabs/undisclosed.njk', {
    kind: COLLABS,
    rows: found.map(rowView),
    count: plural(found.length, 'deliverable', 'deliverables'),
    looked_at: LOOKED_AT,
    csv_href: `${PATH}.csv`,
    older: older && viewUrl(PATH, {}, { before: older }),
  });
}

/** The same as CSV, all of it. */
export function exportUndisclosed(db: ReadDoor, req: PersonRequest): Reply {
  return file(`live-without-proof-${readerNow(req).today}.csv`, 'text/csv', csvOf(db));
}

/** Notes that export in the audit log, before its first byte. */
export function noteUndisclosed(tx: WriteDoor, req: PersonRequest): Promise<void> {
  return audit(tx, req, 'exported', { kind: COLLABS.name, id: 'undisclosed' });
}

async function* csvOf(db: ReadDoor): AsyncGenerator<string> {
  yield csvLines([Object.keys(CELLS)]);
  let before: string | undefined;
  do {
    const { found, older } = await undisclosedFrom(db, before);
    if (found.length > 0) yield csvLines(found.map((it) => Object.values(CELLS).map((of) => of(it))));
    before = older ?? undefined;
  } while (before !== undefined);
}

const CELLS: Readonly<Record<string, (of: Undisclosed) => string>> = {
  id: ({ row }) => row.row,
  collab_id: ({ row }) => row.collab_id,
  collab: ({ row }) => csvText(row.collab),
  company: ({ row }) => csvText(row.company),
  deliverable: ({ row }) => csvText(calledDeliverable(row)),
  platform: ({ row }) => String(row.platform ?? ''),
  state: ({ row }) => String(row.state),
  went_live_on: ({ row }) => row.went_live_on ?? '',
  items: ({ items }) => String(items.length),
  open: ({ items }) =>
    openOf(items)
      .map(({ id }) => id)
      .join('; '),
  without_proof: ({ items }) =>
    unprovenOf(items)
      .map(({ id }) => id)
      .join('; '),
  live_reason: ({ row }) => csvText(row.live_reason),
};

function rowView({ row, items }: Undisclosed) {
  const [open, unproven] = [openOf(items).length, unprovenOf(items).length];
  return {
    name: calledDeliverable(row),
    href: disclosurePath(row.collab_id, row.row),
    collab: { name: row.collab, href: `${COLLABS.path}/${row.collab_id}` },
    company: row.company,
    look: DELIVERABLE_STATES.of(row.state),
    day: row.went_live_on && formatDate(row.went_live_on),
    progress: progressOf(items),
    missing: [open > 0 ? `${open} open` : '', unproven > open ? `${unproven - open} without proof` : '']
      .filter(Boolean)
      .join(', '),
    reason: row.live_reason,
  };
}

// Those among the next that went live, and the place from which older ones are looked at.
async function undisclosedFrom(db: ReadDoor, before: string | undefined) {
  const live = await liveRows(db, before);
  const looked = live.slice(0, LOOKED_AT);
  const last = looked.at(-1);
  return {
    found: looked.flatMap((row): Undisclosed[] => {
      const items = checklist(aboutOf(row, row), row.ticks);
      return unprovenOf(items).length === 0 ? [] : [{ row, items }];
    }),
    older: live.length > LOOKED_AT && last ? `${last.went_live_on ?? ''}~${last.row}` : null,
  };
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
