import { blankForm, type Form } from '../../http/form.js';
import { formatDate, shortDate } from '../../http/format.js';
import { one } from '../../http/list/page.js';
import type { PersonRequest } from '../../http/person.js';
import { page, type Reply } from '../../http/reply.js';
import { dayAfter } from '../../platform/clock.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { readerNow } from '../../records/list/routes.js';
import { reachWords } from './conflict-view.js';
import { calledLock, IN_FORCE, LOCK, type Lock } from './conflicts.js';
import { COLLABS } from './kind.js';
import { whereWords } from './rights.js';
import { type DaySpan, placeIn, stripHead } from './span.js';

type Found = { locks: Lock[]; first: string | null; last: string | null };

const PATH = `${COLLABS.path}/locks`;
const QUARTER = /^(19|20|21)\d\d-Q[1-4]$/;
/** How many quarters are offered at most, the earliest first. */
const MOST = 60;

/** What one may not do for others in a quarter: a lane for each lock, with the collab that it was agreed in. */
export async function showLocks(db: ReadDoor, req: PersonRequest): Promise<Reply> {
  const { today } = readerNow(req);
  const asked = one(req.query.quarter);
  const isStrange = asked !== undefined && !QUARTER.test(asked);
  const quarter = asked === undefined || isStrange ? quarterOf(today) : asked;
  const span = spanOf(quarter);
  const found = await locksIn(db, span);
  const form: Form = {
    ...blankForm({ quarter }),
    errors: isStrange ? { quarter: 'Choose a quarter of the list.' } : {},
  };
  return page(
    'collabs/locks.njk',
    {
      kind: COLLABS,
      path: PATH,
      form,
      title: quarterWords(quarter),
      quarters: quartersOf(found, [quarter, quarterOf(today)]).map((it) => ({ value: it, label: quarterWords(it) })),
      previous: steppedTo(dayAfter(span.from, -1)),
      next: steppedTo(dayAfter(span.until, 1)),
      head: stripHead(span, today),
      locks: found.locks.map((lock) => laneOf(lock, span)),
    },
    isStrange ? 422 : 200,
  );
}

async function locksIn(db: ReadDoor, { from, until }: DaySpan): Promise<Found> {
  const found = await db.row<Found>(sql`
    select coalesce(jsonb_agg(jsonb_build_object(${LOCK}) order by x.from_on, x.id)
        filter (where daterange(x.from_on, x.until_on, '[]') && daterange(${from}::date, ${until}::date, '[]')), '[]') as locks,
      min(x.from_on) as first, max(x.until_on) as last
    from collab_exclusivities x join collabs b on b.id = x.collab_id where ${IN_FORCE}`);
  const { locks = [], first = null, last = null } = found ?? {};
  return { locks: locks.sort((a, b) => calledLock(a).localeCompare(calledLock(b), 'en')), first, last };
}

function laneOf(lock: Lock, span: DaySpan) {
  const [from, end] = [lock.from_on > span.from ? lock.from_on : span.from, dayAfter(lock.until_on, 1)];
  const [x, until] = [placeIn(span, from), lock.until_on < span.until ? placeIn(span, end) : 100];
  return {
    name: calledLock(lock),
    path: lock.category,
    href: `${COLLABS.path}/${lock.collab_id}`,
    collab: lock.collab,
    company: lock.company,
    where: `${whereWords(lock)}, ${reachWords(lock)}`,
    days: `${formatDate(lock.from_on)} to ${formatDate(lock.until_on)}`,
    bar: { x, width: Math.max(Math.round((until - x) * 100) / 100, 0.5) },
    // Behind the bar where there is room.
    end: { x: until, text: lock.until_on <= span.until ? shortDate(lock.until_on) : '', isIn: until > 92 },
  };
}

function quarterOf(day: string): string {
  return `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;
}

function spanOf(quarter: string): DaySpan {
  const [year, n] = [Number(quarter.slice(0, 4)), Number(quarter.slice(6))];
  const from = `${year}-${String(n * 3 - 2).padStart(2, '0')}-01`;
  const next = n === 4 ? `${year + 1}-01-01` : `${year}-${String(n * 3 + 1).padStart(2, '0')}-01`;
  return { from, until: dayAfter(next, -1) };
}

function quarterWords(quarter: string): string {
  return `${quarter.slice(5)} ${quarter.slice(0, 4)}`;
}

function steppedTo(day: string) {
  const quarter = quarterOf(day);
  return QUARTER.test(quarter) ? { href: `${PATH}?quarter=${quarter}`, label: quarterWords(quarter) } : null;
}

// Every quarter from the first lock to the last, and those that are looked at whatever is locked.
function quartersOf({ first, last }: Found, besides: string[]): string[] {
  const between: string[] = [];
  let day = first;
  while (day && last && day <= last && between.length < MOST) {
    between.push(quarterOf(day));
    day = dayAfter(spanOf(quarterOf(day)).until, 1);
  }
  return [...new Set([...between, ...besides])].sort();
}
