import { dayOf } from '../../http/format.js';
import { one, viewUrl } from '../../http/list/page.js';
import { readerOf } from '../../http/list/sql.js';
import type { Query } from '../../http/list/view.js';
import type { Person, PersonRequest } from '../../http/person.js';
import { file, page, type Reply, redirect } from '../../http/reply.js';
import type { ReadDoor, StreamDoor, WriteDoor } from '../../platform/postgres/database.js';
import { audit } from '../audit.js';
import type { Listed } from '../module.js';
import { viewsBar } from '../views/bar.js';
import { openList } from '../views/open.js';
import type { Asked } from './asked.js';
import { csvOf } from './csv.js';
import type { Reader } from './define.js';
import { filterMenu, filtersView, filterView } from './filter-form.js';
import { jsonOf } from './json.js';
import { readList } from './request.js';
import { countedText, listRows, noRows } from './sql.js';
import { totalsView } from './totals.js';
import { columnsPage, listView } from './view.js';

/** The page of a module's list. */
export async function showList(db: ReadDoor, req: PersonRequest, module: Listed): Promise<Reply> {
  const reader = readerNow(req);
  const { opened, asked, read: rows } = await openedWith(db, module, req, (it) => listRows(db, module, it, reader));
  if (opened.elsewhere) return redirect(opened.elsewhere);
  if (!rows) return unreadable(db, req, module, asked);
  // The rows that stood here went meanwhile: the list begins anew.
  if (rows.length === 0 && asked.page.cursor) return redirect(viewUrl(module.kind.path, req.query, {}));
  const view = listView(module, asked, rows, rows[0] ?? (await noRows(db, module)), reader);
  const views = viewsBar(module, opened, asked.from, req.person);
  const bringIn = { label: 'Import rows', icon: 'upload', href: `/import?module=${module.kind.name}` };
  const ways = module.updateAll && req.person.role !== 'VIEWER' ? { bring_in: bringIn, second: bringIn } : {};
  return page(module.views.index, { ...view, ...ways, ...module.index?.(asked, reader), views });
}

/** A list as it is opened, with what is read of its rows; the views over it are asked for together with those. */
export async function openedWith<T>(
  db: Pick<ReadDoor, 'row' | 'rows'>,
  module: Listed,
  { query, person }: { query: Query; person: Person },
  read: (asked: Asked) => Promise<T>,
) {
  const reading = async () => {
    const asked = await readList(db, module, query, person);
    return { asked, read: asked.readable ? await read(asked) : undefined };
  };
  const [opened, found] = await Promise.all([openList(db, module, query), reading()]);
  // Its links keep that the whole list is asked for, where a view is the default; its rows are the same.
  const asked = opened.query === query ? found.asked : await readList(db, module, opened.query, person);
  return { opened, asked, read: found.read };
}

/** The form of all filters; in the dialog over a list the menu of them; with `field` the control of that one alone; how many rows they would show. */
export async function showFilters(db: ReadDoor, req: PersonRequest, module: Listed): Promise<Reply> {
  const asked = await readList(db, module, req.query, req.person);
  const reader = readerNow(req);
  const status = asked.readable ? 200 : 422;
  if (req.get('turbo-frame') === 'filter-count')
    return page('records/filter-count.njk', { text: asked.readable ? await countedText(db, module, asked) : '' });
  const field = one(req.query.field);
  if (field) return page('records/filter.njk', await filterView(db, module, asked, reader, field), status);
  if (req.get('turbo-frame') === 'act') {
    const counted = asked.readable ? await countedText(db, module, asked) : '';
    return page('records/filter-menu.njk', filterMenu(module, asked, reader, counted));
  }
  return page('records/filters.njk', await filtersView(db, module, asked, reader), status);
}

/** The choice of the list's columns, on a page of its own, from which the list's sheet takes it. */
export async function showColumns(db: ReadDoor, req: PersonRequest, module: Listed): Promise<Reply> {
  const asked = await readList(db, module, req.query, req.person);
  if (!asked.readable) return unreadable(db, req, module, asked);
  return page('records/columns.njk', columnsPage(module, asked, readerNow(req)));
}

/** The sums of all rows of the list. */
export async function showTotals(db: ReadDoor, req: PersonRequest, module: Listed): Promise<Reply> {
  const asked = await readList(db, module, req.query, req.person);
  if (!asked.readable) return unreadable(db, req, module, asked);
  const view = await totalsView(db, module, asked, readerNow(req));
  return page('records/totals.njk', { ...view, back: viewUrl(module.kind.path, req.query, {}) });
}

/** All rows of the list as CSV. */
export function exportCsv(db: StreamDoor, req: PersonRequest, module: Listed): Promise<Reply> {
  return exported(db, req, module, { ending: 'csv', type: 'text/csv', of: csvOf });
}

/** All rows of the list as JSON. */
export function exportJson(db: StreamDoor, req: PersonRequest, module: Listed): Promise<Reply> {
  return exported(db, req, module, { ending: 'json', type: 'application/json', of: jsonOf });
}

type Format = {
  ending: string;
  type: string;
  of(db: StreamDoor, module: Listed, asked: Asked, reader: Reader): AsyncGenerator<string>;
};

/** All rows of the list in a format. What cannot be read is not exported: it leads back to the list. */
export async function exported(db: StreamDoor, req: PersonRequest, module: Listed, { ending, type, of }: Format) {
  const asked = await readList(db, module, req.query, req.person);
  if (!asked.readable) return unreadable(db, req, module, asked);
  const reader = readerNow(req);
  return file(`${module.kind.name}-${reader.today}.${ending}`, type, of(db, module, asked, reader));
}

/** Notes an export in the audit log, before its first byte. */
export async function noteExport(tx: WriteDoor, req: PersonRequest, module: Listed): Promise<void> {
  const { readable } = await readList(readerOf(tx), module, req.query, req.person);
  if (readable) await audit(tx, req, 'exported', { kind: module.kind.name, id: 'list' });
}

/** Who asks, and the day where they are. */
export function readerNow({ person }: Pick<PersonRequest, 'person'>): Reader {
  return { person, today: dayOf(new Date(), person.timeZone) };
}

async function unreadable(db: ReadDoor, req: PersonRequest, module: Listed, asked: Asked): Promise<Reply> {
  return page(module.views.index, await filtersView(db, module, asked, readerNow(req)), 422);
}
