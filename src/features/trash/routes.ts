import { date, dayOf } from '../../http/format.js';
import { readPage, viewUrl } from '../../http/list/page.js';
import type { PersonRequest } from '../../http/person.js';
import { page } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import { DAY_MS } from '../../platform/clock.js';
import { KINDS, type Kind, pathOf } from '../../records/kinds.js';
import { TRASH_DAYS } from '../../records/trash.js';
import { deletedRecords, type Part, SORTS } from './queries.js';

type Found = Awaited<ReturnType<typeof deletedRecords>>;

const PARTS: Record<Part, { title: string; path: string }> = {
  notes: { title: 'Notes', path: '/notes' },
  attachments: { title: 'Files', path: '/files' },
  tasks: { title: 'Tasks', path: '/tasks' },
};

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
    rows: rows.map((row) => ({
      name: row.name,
      detail: row.detail ?? row.about_name,
      kind: isPart(row.kind) ? PARTS[row.kind].title : KINDS[row.kind].title,
      deleted: day(row.deleted_at.getTime()),
      until: day(row.deleted_at.getTime() + TRASH_DAYS * DAY_MS),
      restore: `${placeOf(row)}/restoration`,
    })),
    pager:
      next || previous ? { text: `${start}–${start + rows.length - 1}`, next: at(next), previous: at(previous) } : null,
  };
}

// Notes and files stand below their record, tasks by themselves.
function placeOf({ id, kind, about_kind, about_id }: Found['rows'][number]): string {
  if (!isPart(kind)) return pathOf({ kind, id });
  const record = kind !== 'tasks' && about_kind && about_id ? pathOf({ kind: about_kind, id: about_id }) : '';
  return `${record}${PARTS[kind].path}/${id}`;
}

const isPart = (kind: Kind | Part): kind is Part => kind in PARTS;
