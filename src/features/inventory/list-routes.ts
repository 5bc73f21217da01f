import { dayOf } from '../../http/format.js';
import { viewUrl } from '../../http/list.js';
import type { PersonRequest } from '../../http/person.js';
import { file, page, type Reply, redirect } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import type { ReadDoor, WriteDoor } from '../../platform/database.js';
import { audit } from '../../records/audit.js';
import { answerState, askState } from './bulk-answers.js';
import { csvOf } from './list-csv.js';
import { countsOfNone, listRows } from './list-queries.js';
import { type ListRequest, readerOf, readList } from './list-request.js';
import { totals, totalsView } from './list-totals.js';
import { filtersView, listView } from './list-view.js';

// Ten thousand rows with their history; a page's 3 s would be short.
const BULK_LIMIT_MS = 20_000;

/** The list of one's items: the page, its totals, its CSV, and setting the state of many. */
export const inventoryListRoutes: Route[] = userRoutes(({ get, stream, post }) => {
  get('/inventory', showList);
  get('/inventory/filters', async (db, req) => {
    const asked = await readList(db, req.query, req.person);
    return page('inventory/filters.njk', filtersView(asked, req.person), asked.readable ? 200 : 422);
  });
  get('/inventory/totals', showTotals);
  stream('/inventory/export.csv', exportCsv, noteExport);
  get('/inventory/state/confirm', askState);
  post('/inventory/state', answerState, { limitMs: BULK_LIMIT_MS });
});

async function showList(db: ReadDoor, req: PersonRequest): Promise<Reply> {
  const asked = await readList(db, req.query, req.person);
  if (!asked.readable) return unreadable(asked, req);
  const rows = await listRows(db, asked.filter, asked.page);
  // The rows that stood here went meanwhile: the list begins anew.
  if (rows.length === 0 && asked.page.cursor) return redirect(viewUrl('/inventory', req.query, {}));
  const counts = rows[0] ?? (await countsOfNone(db));
  return page('inventory/index.njk', listView(asked, rows, counts, req.person));
}

// What cannot be read is not exported: it leads back to the list.
async function noteExport(tx: WriteDoor, req: PersonRequest): Promise<void> {
  const { readable } = await readList(readerOf(tx), req.query, req.person);
  if (readable) await audit(tx, req, 'exported', { kind: 'inventory', id: 'list' });
}

async function exportCsv(db: ReadDoor, req: PersonRequest): Promise<Reply> {
  const asked = await readList(db, req.query, req.person);
  if (!asked.readable) return unreadable(asked, req);
  return file(`inventory-${dayOf(new Date(), req.person.timeZone)}.csv`, 'text/csv', csvOf(db, asked));
}

async function showTotals(db: ReadDoor, req: PersonRequest): Promise<Reply> {
  const asked = await readList(db, req.query, req.person);
  if (!asked.readable) return unreadable(asked, req);
  return page('inventory/totals.njk', {
    totals: totalsView(await totals(db, asked.filter)),
    back: viewUrl('/inventory', req.query, {}),
  });
}

function unreadable(asked: ListRequest, req: PersonRequest): Reply {
  return page('inventory/index.njk', filtersView(asked, req.person), 422);
}
