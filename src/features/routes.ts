import type { Config } from '../config.js';
import type { Route } from '../http/routes.js';
import type { Views } from '../http/views.js';
import type { Mail } from '../platform/mail/mail.js';
import type { Metrics } from '../platform/metrics.js';
import type { Passwords } from '../platform/passwords.js';
import type { Database } from '../platform/postgres/database.js';
import type { Queue } from '../platform/queue/queue.js';
import type { Redis } from '../platform/redis.js';
import type { Storage } from '../platform/storage/storage.js';
import { batchRoutes } from '../records/bulk/batch-routes.js';
import { kindsOf, type Module } from '../records/module.js';
import { recordRoutes } from '../records/routes.js';
import { ENDED_REMINDERS } from './account/index.js';
import { leavingRoutes } from './account/leaving-pages.js';
import { pictureRoutes } from './account/picture-pages.js';
import { accountRoutes } from './account/routes.js';
import { secondFactorRoutes } from './account/second-factor-routes.js';
import { adminAuditRoutes } from './admin/audit-routes.js';
import { adminInvitationRoutes } from './admin/invitation-routes.js';
import { adminJobRoutes } from './admin/jobs-routes.js';
import { adminPersonRoutes } from './admin/person-routes.js';
import { adminRemovalRoutes } from './admin/removal-routes.js';
import { adminUserRoutes } from './admin/routes.js';
import { adminSystemRoutes } from './admin/system-routes.js';
import { apiRoutes } from './api.js';
import { apiDocs } from './api-docs/index.js';
import { tokenRoutes } from './api-tokens/routes.js';
import { authRoutes } from './auth/routes.js';
import { calendarRoutes } from './calendar/routes.js';
import { dashboardRoutes } from './dashboard/routes.js';
import { exportRoutes } from './data-export/routes.js';
import { helpRoutes } from './help/routes.js';
import { importRoutes } from './import/routes.js';
import { devMailRoutes } from './mail/dev-routes.js';
import { unsubscribeRoutes } from './mail/index.js';
import { reportRoutes } from './reports/routes.js';
import { searchRoutes } from './search/routes.js';
import { styleguideRoutes } from './styleguide/routes.js';
import { tagPages } from './tags/routes.js';
import { taskList } from './tasks/list.js';
import { taskRoutes } from './tasks/routes.js';
import { reportingLineRoutes } from './tax-year/admin-lines.js';
import { taxYearRoutes } from './tax-year/routes.js';
import { ENDED_LETTERS, sendingRoutes } from './templates/index.js';
import { textRoutes } from './texts/routes.js';
import { trashRoutes } from './trash/routes.js';
import { webhookRoutes } from './webhooks/routes.js';

type Parts = {
  database: Database;
  queue: Queue;
  redis: Redis | undefined;
  storage: Storage;
  mail: Mail | undefined;
  migrations: string[];
  passwords: Passwords;
  views: Views;
  metrics: Metrics;
};

/** Every route of the product, in the order of the navigation: the table of contents. */
export function featureRoutes(config: Config, parts: Parts, modules: readonly Module[]): Route[] {
  const tasks = taskList(kindsOf(modules));
  return [
    ...authRoutes({ config, ...parts }),
    ...dashboardRoutes(modules),
    ...taskRoutes(tasks, modules, { ...parts, modules }),
    ...calendarRoutes({ ...parts, modules, appUrl: config.appUrl }),
    ...sendingRoutes({ config, ...parts }, modules),
    ...modules.flatMap((module) => recordRoutes(module, { ...parts, modules })),
    ...reportRoutes(modules),
    ...taxYearRoutes(modules, parts),
    ...importRoutes({ ...parts, modules }),
    ...batchRoutes([...modules, tasks], parts),
    ...searchRoutes(modules, [tasks]),
    ...tagPages(modules),
    ...trashRoutes(modules),
    ...helpRoutes,
    ...accountRoutes({ config, ...parts }),
    ...pictureRoutes(parts),
    ...tokenRoutes(parts),
    ...webhookRoutes({ config, ...parts }, kindsOf(modules)),
    ...exportRoutes({ ...parts, sendsMail: config.sendsMail }),
    ...leavingRoutes({ config, ...parts }, kindsOf(modules)),
    ...secondFactorRoutes({ config, ...parts }),
    ...adminUserRoutes({ config, ...parts }),
    ...adminPersonRoutes({ config, ...parts }, kindsOf(modules)),
    ...adminRemovalRoutes({ config, ...parts }, kindsOf(modules)),
    ...adminInvitationRoutes({ config, ...parts }),
    ...adminAuditRoutes(config.auditRetentionDays),
    ...adminJobRoutes(parts),
    ...adminSystemRoutes({ config, ...parts }),
    ...reportingLineRoutes(),
    ...textRoutes({ config, ...parts }),
    ...apiDocs(apiRoutes(parts, modules)),
    ...(config.env === 'production' ? [] : styleguideRoutes),
    ...(config.smtp || !config.sendsMail ? [] : devMailRoutes(parts)),
  ];
}

/** What the links in mails do without a login: before there is a session. */
export function mailLinkRoutes(config: Config, database: Database): Route[] {
  return unsubscribeRoutes(config, database, [ENDED_REMINDERS, ENDED_LETTERS]);
}
