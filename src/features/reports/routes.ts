import { page } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import type { RecordModule } from '../../records/module.js';
import { reportPages } from '../../records/report/pages.js';
import { affiliatesReport, monthsReport } from '../affiliates/index.js';
import { TAX_YEAR_REPORT } from '../tax-year/index.js';
import { dealsReport } from './deals.js';
import { forecastReport } from './forecast.js';
import { incomeReport } from './income.js';
import { incomeRowsReport } from './income-rows.js';
import { payDaysReport } from './pay-days.js';
import { paymentsReport } from './payments.js';
import { resaleReport } from './resale.js';
import { sponsorsReport } from './sponsors.js';
import { stagesReport } from './stages.js';

/** The reports: what there is to ask, each with its page and its export, and the rows of what came in. */
export function reportRoutes(modules: readonly RecordModule[]): Route[] {
  const reports = [
    incomeReport(modules),
    incomeRowsReport(modules),
    ...[payDaysReport, paymentsReport, affiliatesReport, resaleReport],
    ...[dealsReport, forecastReport, stagesReport, sponsorsReport],
  ];
  const index = userRoutes(({ get }) => {
    get('/reports', async () =>
      page('reports/index.njk', { reports: [...reports.filter(({ under }) => !under), monthsReport, TAX_YEAR_REPORT] }),
    );
  });
  return [...index, ...reports.flatMap(reportPages)];
}
