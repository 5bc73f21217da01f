import { dayOf, formatDate } from '../../http/format.js';
import { readPage, viewUrl } from '../../http/list/page.js';
import type { PersonRequest } from '../../http/person.js';
import { page } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import { DAY_MS } from '../../platform/clock.js';
import { targetOf } from '../../records/about.js';
import { type Kind, kindNamed, pathOf } from '../../records/kinds.js';
import { TRASH_DAYS } from '../../records/limits.js';
import { kindsOf, type RecordModule } from '../../records/module.js';
import { deletedRecords, type Part, TRASH_SORTS } from './queries.js';

type Found = Awaited<ReturnType<typeof deletedRecords>>;

const PARTS: Record<Part, { title: string; path: string }> = {
  notes: { title: 'Notes', path: '/notes' },
  attachments: { title: 'Files', path: '/files' },
  tasks: { title: 'Tasks', path: '/tasks' },
};

/** What was deleted and can still be restored, each with its way back. */
export function trashRoutes(modules: readonly RecordModule[]): Route[] {
  return userRoutes(({ get }) => {
    get('/trash', async (db, req) => {
      const asked = {
        ...readPage(req.query, TRASH_SORTS, { list: 'trash', sort: '-deleted_at' }),
        sort: 'deleted_at',
        descending: true,
      };
      return page('trash/index.njk', trashView(modules, await deletedRecords(db, modules, asked), req));
    });
  });
}

function trashView(
  modules: readonly RecordModule[],
  { rows, start, next, previous }: Found,
  { person, query }: PersonRequest,
) {
  const kinds = kindsOf(modules);
  const day = (at: number) => formatDate(dayOf(new Date(at), person.timeZone));
  const at = (cursor: string | undefined) => cursor && viewUrl('/trash', query, { cursor });
  return {
    days: TRASH_DAYS,
    may_write: person.role !== 'VIEWER',
    elsewhere: kinds[0]
      ? { label: `Go to the ${kinds[0].title.toLowerCase()}`, href: kinds[0].path, kind: 'secondary' }
      : null,
    rows: rows.map((row) => ({
      name: row.name,
      detail: row.detail ?? row.about_name,
      kind: isPart(row.kind) ? PARTS[row.kind].title : kindNamed(kinds, row.kind)?.title,
      deleted: day(row.deleted_at.getTime()),
      until: day(row.deleted_at.getTime() + TRASH_DAYS * DAY_MS),
      restore: `${placeOf(kinds, row)}/restoration`,
    })),
    pager:
      next || previous ? { text: `${start}–${start + rows.length - 1}`, next: at(next), previous: at(previous) } : null,
  };
}

// Notes and files stand below their record, tasks by themselves.
function placeOf(kinds: readonly Kind[], row: Found['rows'][number]): string {
  const { id, kind } = row;
  if (!isPart(kind)) return `${kindNamed(kinds, kind)?.path}/${id}`;
  const about = kind === 'tasks' ? undefined : targetOf(kinds, row);
  return `${about ? pathOf(about) : ''}${PARTS[kind].path}/${id}`;
}

const isPart = (kind: string): kind is Part => Object.hasOwn(PARTS, kind);
