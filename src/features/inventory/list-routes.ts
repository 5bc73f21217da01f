import { dayOf } from '../../http/format.js';
import { viewUrl } from '../../http/list.js';
import type { PersonRequest } from '../../http/person.js';
import { file, page, type Reply, redirect } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import type { Database, ReadDoor } from '../../platform/database.js';
import { audit } from '../../records/audit.js';
import { answerState, askState } from './bulk-answers.js';
import { csvOf } from './list-csv.js';
import { listCounts, listRows } from './list-queries.js';
import { type ListRequest, readList } from './list-request.js';
import { totals, totalsView } from './list-totals.js';
import { listView, unreadableView } from './list-view.js';

// Ten thousand rows with their history; a page's 3 s would be short.
const BULK_LIMIT_MS = 20_000;

/** The list of one's items: the page, its totals, its CSV, and setting the state of many. */
export function inventoryListRoutes(database: Database): Route[] {
  return userRoutes(({ get, stream, post }) => {
    get('/inventory', showList);
    get('/inventory/totals', showTotals);

    stream('/inventory/export.csv', async (db, req) => {
      const asked = await readList(db, req.query, req.person);
      if (!asked.readable) return unreadable(asked, req);
      // The door of a download only reads, so the log is written through another.
      await database.asUser(req.person.id, (tx) => audit(tx, req, 'exported', { kind: 'inventory', id: 'list' }));
      return file(`inventory-${dayOf(new Date(), req.person.timeZone)}.csv`, 'text/csv', csvOf(db, asked));
    });

    get('/inventory/state/confirm', askState);
    post('/inventory/state', answerState, { limitMs: BULK_LIMIT_MS });
  });
}

async function showList(db: ReadDoor, req: PersonRequest): Promise<Reply> {
  const asked = await readList(db, req.query, req.person);
  if (!asked.readable) return unreadable(asked, req);
  const rows = await listRows(db, asked.filter, asked.page);
  // The rows that stood here went meanwhile: the list begins anew.
  if (rows.length === 0 && asked.page.cursor) return redirect(viewUrl('/inventory', req.query, {}));
  const counts = rows[0] ?? (await listCounts(db, asked.filter));
  return page('inventory/index.njk', listView(asked, rows, counts, req.person));
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
  return page('inventory/index.njk', unreadableView(asked, req.person), 422);
}
