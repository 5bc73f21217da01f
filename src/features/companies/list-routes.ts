import { dayOf } from '../../http/format.js';
import { viewUrl } from '../../http/list/page.js';
import { readerOf } from '../../http/list/sql.js';
import type { PersonRequest } from '../../http/person.js';
import { file, page, type Reply, redirect } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { audit } from '../../records/audit.js';
import { tagFields } from '../../records/tags/index.js';
import { viewsBar } from '../../records/views/bar.js';
import { openList } from '../../records/views/open.js';
import { categories } from './categories.js';
import { COMPANIES } from './kind.js';
import { csvOf } from './list-csv.js';
import { countsOfNone, listRows } from './list-queries.js';
import { type ListRequest, readList } from './list-request.js';
import { filtersView, listView } from './list-view.js';
import { companiesModule } from './module.js';

/** The list of all companies: the page, its filters and its CSV. */
export const companyListRoutes: Route[] = userRoutes(({ get, stream }) => {
  get('/companies', showList);
  get('/companies/filters', async (db, req) => {
    const asked = await readList(db, req.query);
    return page(
      'companies/filters.njk',
      filtersView(asked, await categories(db), await tagFields(db, COMPANIES, req.query), req.person),
      asked.readable ? 200 : 422,
    );
  });
  stream('/companies/export.csv', exportCsv, noteExport);
});

async function showList(db: ReadDoor, req: PersonRequest): Promise<Reply> {
  const opened = await openList(db, companiesModule, req.query);
  if (opened.elsewhere) return redirect(opened.elsewhere);
  const asked = await readList(db, opened.query);
  if (!asked.readable) return unreadable(db, asked, req);
  const today = dayOf(new Date(), req.person.timeZone);
  const rows = await listRows(db, asked.filter, asked.page, today);
  // The rows that stood here went meanwhile: the list begins anew.
  if (rows.length === 0 && asked.page.cursor) return redirect(viewUrl('/companies', req.query, {}));
  const counts = rows[0] ?? (await countsOfNone(db));
  const list = listView(asked, rows, counts, today, req.person);
  const views = viewsBar(companiesModule, opened, list.from, req.person);
  return page('companies/index.njk', { ...list, views });
}

// What cannot be read is not exported: it leads back to the list.
async function noteExport(tx: WriteDoor, req: PersonRequest): Promise<void> {
  const { readable } = await readList(readerOf(tx), req.query);
  if (readable) await audit(tx, req, 'exported', { kind: 'companies', id: 'list' });
}

async function exportCsv(db: ReadDoor, req: PersonRequest): Promise<Reply> {
  const asked = await readList(db, req.query);
  if (!asked.readable) return unreadable(db, asked, req);
  return file(`companies-${dayOf(new Date(), req.person.timeZone)}.csv`, 'text/csv', csvOf(db, asked));
}

async function unreadable(db: ReadDoor, asked: ListRequest, req: PersonRequest): Promise<Reply> {
  const tags = await tagFields(db, COMPANIES, req.query);
  return page('companies/index.njk', filtersView(asked, await categories(db), tags, req.person), 422);
}
