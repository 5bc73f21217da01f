import { date, dayOf } from '../../http/format.js';
import { readPage, viewUrl } from '../../http/list.js';
import type { PersonRequest } from '../../http/person.js';
import { page } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import { KINDS, pathOf } from '../../records/kinds.js';
import { TRASH_DAYS } from '../../records/trash.js';
import { deletedRecords, SORTS } from './queries.js';

const DAY_MS = 86_400_000;

type Found = Awaited<ReturnType<typeof deletedRecords>>;

/** What was deleted in the last 30 days, each with its way back. */
export const trashRoutes: Route[] = userRoutes(({ get }) => {
  get('/trash', async (db, req) => {
    const asked = {
      ...readPage(req.query, SORTS, { sort: '-deleted_at', limit: 25 }),
      sort: 'deleted_at',
      descending: true,
    };
    return page('trash/index.njk', trashView(await deletedRecords(db, asked), req));
  });
});

function trashView({ rows, start, next, previous }: Found, { person, query }: PersonRequest) {
  const day = (at: number) => date(dayOf(new Date(at), person.timeZone));
  const at = (cursor: string | undefined) => cursor && viewUrl('/trash', query, { cursor });
  return {
    days: TRASH_DAYS,
    may_write: person.role !== 'VIEWER',
    rows: rows.map(({ id, kind, name, detail, deleted_at }) => ({
      name,
      detail,
      kind: KINDS[kind].title,
      deleted: day(deleted_at.getTime()),
      until: day(deleted_at.getTime() + TRASH_DAYS * DAY_MS),
      restore: `${pathOf({ kind, id })}/restoration`,
    })),
    pager:
      next || previous ? { text: `${start}–${start + rows.length - 1}`, next: at(next), previous: at(previous) } : null,
  };
}
