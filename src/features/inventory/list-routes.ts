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
import { INVENTORY } from './kind.js';
import { moreColumns } from './list-columns.js';
import { csvOf } from './list-csv.js';
import { countsOfNone, listRows } from './list-queries.js';
import { type ListRequest, readList } from './list-request.js';
import { totals, totalsView } from './list-totals.js';
import { filtersView, listView, shownColumns } from './list-view.js';
import { inventoryModule } from './module.js';

/** The list of one's items: the page, its totals, its CSV. */
export const inventoryListRoutes: Route[] = userRoutes(({ get, stream }) => {
  get('/inventory', showList);
  get('/inventory/filters', async (db, req) => {
    const asked = await readList(db, req.query, req.person);
    const tags = await tagFields(db, INVENTORY, req.query);
    return page('inventory/filters.njk', filtersView(asked, tags, req.person), asked.readable ? 200 : 422);
  });
  get('/inventory/totals', showTotals);
  stream('/inventory/export.csv', exportCsv, noteExport);
});

async function showList(db: ReadDoor, req: PersonRequest): Promise<Reply> {
  const opened = await openList(db, inventoryModule, req.query);
  if (opened.elsewhere) return redirect(opened.elsewhere);
  const asked = await readList(db, opened.query, req.person);
  if (!asked.readable) return unreadable(db, asked, req);
  const rows = await listRows(db, asked.filter, asked.page, moreColumns(asked.query));
  // The rows that stood here went meanwhile: the list begins anew.
  if (rows.length === 0 && asked.page.cursor) return redirect(viewUrl('/inventory', req.query, {}));
  const counts = rows[0] ?? (await countsOfNone(db));
  const list = listView(asked, rows, counts, req.person);
  const views = viewsBar(inventoryModule, opened, list.from, req.person);
  return page('inventory/index.njk', { ...list, views });
}

// What cannot be read is not exported: it leads back to the list.
async function noteExport(tx: WriteDoor, req: PersonRequest): Promise<void> {
  const { readable } = await readList(readerOf(tx), req.query, req.person);
  if (readable) await audit(tx, req, 'exported', { kind: 'inventory', id: 'list' });
}

async function exportCsv(db: ReadDoor, req: PersonRequest): Promise<Reply> {
  const asked = await readList(db, req.query, req.person);
  if (!asked.readable) return unreadable(db, asked, req);
  return file(`inventory-${dayOf(new Date(), req.person.timeZone)}.csv`, 'text/csv', csvOf(db, asked));
}

async function showTotals(db: ReadDoor, req: PersonRequest): Promise<Reply> {
  const asked = await readList(db, req.query, req.person);
  if (!asked.readable) return unreadable(db, asked, req);
  return page('inventory/totals.njk', {
    totals: totalsView(await totals(db, asked.filter)),
    ...shownColumns(asked.query),
    back: viewUrl('/inventory', req.query, {}),
  });
}

async function unreadable(db: ReadDoor, asked: ListRequest, req: PersonRequest): Promise<Reply> {
  const tags = await tagFields(db, INVENTORY, req.query);
  return page('inventory/index.njk', filtersView(asked, tags, req.person), 422);
}
