import type { PersonRequest } from '../../http/person.js';
import { file, page, type Reply } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { audit } from '../../records/audit.js';
import { readerNow } from '../../records/list/routes.js';
import type { RecordModule } from '../../records/module.js';
import { TAX_YEAR_REPORT } from '../tax-year/index.js';
import { affiliatesReport } from './affiliates.js';
import { readAsked } from './asked.js';
import { csvOfReport } from './csv.js';
import { dealsReport } from './deals.js';
import { forecastReport } from './forecast.js';
import { incomeReport } from './income.js';
import { incomeRowsReport } from './income-rows.js';
import { payDaysReport } from './pay-days.js';
import { paymentsReport } from './payments.js';
import type { Report } from './report.js';
import { resaleReport } from './resale.js';
import { sponsorsReport } from './sponsors.js';
import { stagesReport } from './stages.js';
import { controlsView, reportView } from './view.js';

/** The reports: what there is to ask, each with its page and its export, and the rows of what came in. */
export function reportRoutes(modules: readonly RecordModule[]): Route[] {
  const reports = [
    incomeReport(modules),
    incomeRowsReport(modules),
    ...[payDaysReport, paymentsReport, affiliatesReport, resaleReport],
    ...[dealsReport, forecastReport, stagesReport, sponsorsReport],
  ];
  return userRoutes(({ get, stream }) => {
    get('/reports', async () =>
      page('reports/index.njk', { reports: [...reports.filter(({ under }) => !under), TAX_YEAR_REPORT] }),
    );
    for (const report of reports) {
      get(report.path, (db, req) => showReport(db, req, report));
      stream(
        `${report.path}/export.csv`,
        (db, req) => exportReport(db, req, report),
        (tx, req) => audit(tx, req, 'exported', { kind: 'report', id: nameOf(report) }),
      );
    }
  });
}

async function showReport(db: ReadDoor, req: PersonRequest, report: Report): Promise<Reply> {
  const reader = readerNow(req);
  const read = readAsked(req.query, reader, report);
  if (!read.ok) return page('reports/report.njk', controlsView(report, read.form, reader), 422);
  return page('reports/report.njk', reportView(report, read.asked, await report.read(db, read.asked)));
}

async function exportReport(db: ReadDoor, req: PersonRequest, report: Report): Promise<Reply> {
  const reader = readerNow(req);
  const read = readAsked(req.query, reader, report);
  if (!read.ok) return page('reports/report.njk', controlsView(report, read.form, reader), 422);
  const { from, to } = read.asked.span;
  const told = await report.read(db, { ...read.asked, whole: true });
  return file(`${nameOf(report)}-${from}-${to}-${read.asked.currency}.csv`, 'text/csv', csvOfReport(told));
}

const nameOf = ({ path }: Report) => path.replace('/reports/', '').replace('/', '-');
