import type { Config } from '../config.js';
import type { Route } from '../http/routes.js';
import type { Metrics } from '../platform/metrics.js';
import type { Passwords } from '../platform/passwords.js';
import type { Database } from '../platform/postgres/database.js';
import type { Queue } from '../platform/queue/queue.js';
import type { Storage } from '../platform/storage/storage.js';
import { batchRoutes } from '../records/bulk/batch-routes.js';
import { recordRoutes } from '../records/routes.js';
import { accountRoutes } from './account/routes.js';
import { adminJobRoutes } from './admin/jobs-routes.js';
import { adminUserRoutes } from './admin/routes.js';
import { authRoutes } from './auth/routes.js';
import { companyRoutes } from './companies/index.js';
import { contactRoutes } from './contacts/routes.js';
import { dashboardRoutes } from './dashboard/routes.js';
import { helpRoutes } from './help/routes.js';
import { inventoryRoutes } from './inventory/routes.js';
import { companiesModule, MODULES, OF_COMPANY } from './modules.js';
import { searchRoutes } from './search/routes.js';
import { styleguideRoutes } from './styleguide/routes.js';
import { tagPages } from './tags/routes.js';
import { taskRoutes } from './tasks/routes.js';
import { trashRoutes } from './trash/routes.js';

type Parts = { database: Database; queue: Queue; storage: Storage; passwords: Passwords; metrics: Metrics };

/** Every route of the product, in the order of the navigation: the table of contents. */
export function featureRoutes(config: Config, parts: Parts): Route[] {
  return [
    ...authRoutes({ config, ...parts }),
    ...dashboardRoutes,
    ...taskRoutes(MODULES),
    // Before the modules' own, by which its fixed paths would be taken for ids.
    ...MODULES.flatMap((module) => recordRoutes(module, parts)),
    ...inventoryRoutes,
    ...companyRoutes(companiesModule, OF_COMPANY),
    ...contactRoutes(parts),
    ...batchRoutes(MODULES, parts),
    ...searchRoutes(MODULES),
    ...tagPages,
    ...trashRoutes,
    ...helpRoutes,
    ...accountRoutes({ config, ...parts }),
    ...adminUserRoutes,
    ...adminJobRoutes(parts),
    ...(config.env === 'production' ? [] : styleguideRoutes),
  ];
}
