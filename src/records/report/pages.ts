import type { PersonRequest } from '../../http/person.js';
import { file, page, type Reply } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { audit } from '../audit.js';
import { readerNow } from '../list/routes.js';
import { readAsked } from './asked.js';
import { csvOfReport } from './csv.js';
import type { Report } from './report.js';
import { controlsView, reportView } from './view.js';

/** The pages of a report: what it tells, and its export. */
export function reportPages(report: Report): Route[] {
  return userRoutes(({ get, stream }) => {
    get(report.path, (db, req) => showReport(db, req, report));
    stream(
      `${report.path}/export.csv`,
      (db, req) => exportReport(db, req, report),
      (tx, req) => audit(tx, req, 'exported', { kind: 'report', id: nameOf(report) }),
    );
  });
}

async function showReport(db: ReadDoor, req: PersonRequest, report: Report): Promise<Reply> {
  const { view = 'records/report.njk' } = report;
  const reader = readerNow(req);
  const read = readAsked(req.query, reader, report);
  if (!read.ok) return page(view, controlsView(report, read.form, reader), 422);
  return page(view, reportView(report, read.asked, await report.read(db, read.asked)));
}

async function exportReport(db: ReadDoor, req: PersonRequest, report: Report): Promise<Reply> {
  const reader = readerNow(req);
  const read = readAsked(req.query, reader, report);
  if (!read.ok) return page(report.view ?? 'records/report.njk', controlsView(report, read.form, reader), 422);
  const { from, to } = read.asked.span;
  const told = await report.read(db, { ...read.asked, whole: true });
  return file(`${nameOf(report)}-${from}-${to}-${read.asked.currency}.csv`, 'text/csv', csvOfReport(told));
}

const nameOf = ({ path }: Report) => path.replace('/reports/', '').replace(/^\//, '').replaceAll('/', '-');
