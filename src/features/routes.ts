import type { Config } from '../config.js';
import type { Route } from '../http/routes.js';
import type { Database } from '../platform/database.js';
import type { Metrics } from '../platform/metrics.js';
import type { Passwords } from '../platform/passwords.js';
import { recordRoutes } from '../records/routes.js';
import { accountRoutes } from './account/routes.js';
import { adminUserRoutes } from './admin/routes.js';
import { authRoutes } from './auth/routes.js';
import { companyRoutes } from './companies/routes.js';
import { dashboardRoutes } from './dashboard/routes.js';
import { inventoryRoutes } from './inventory/routes.js';
import { MODULES } from './modules.js';
import { styleguideRoutes } from './styleguide/routes.js';
import { trashRoutes } from './trash/routes.js';

type Parts = { database: Database; passwords: Passwords; metrics: Metrics };

/** Every route of the product, in the order of the navigation: the table of contents. */
export function featureRoutes(config: Config, parts: Parts): Route[] {
  return [
    ...authRoutes({ config, ...parts }),
    ...dashboardRoutes,
    ...inventoryRoutes,
    ...companyRoutes,
    ...MODULES.flatMap((module) => recordRoutes(module, parts)),
    ...trashRoutes,
    ...accountRoutes({ config, ...parts }),
    ...adminUserRoutes,
    ...(config.env === 'production' ? [] : styleguideRoutes),
  ];
}
