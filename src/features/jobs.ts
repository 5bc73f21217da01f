import type { Config } from '../config.js';
import type { Views } from '../http/views.js';
import type { Logger } from '../platform/logger.js';
import type { Mail } from '../platform/mail/mail.js';
import type { Metrics } from '../platform/metrics.js';
import type { Outgoing } from '../platform/outgoing/outgoing.js';
import type { Database } from '../platform/postgres/database.js';
import type { Job, Queue } from '../platform/queue/queue.js';
import type { Storage } from '../platform/storage/storage.js';
import { moveStoredFiles, removeStoredFiles, sweepStoredFiles } from '../records/attachments/jobs.js';
import { bulkJob } from '../records/bulk/job.js';
import { goOnBringingIn } from '../records/import/bring.js';
import { kindsOf, type Module } from '../records/module.js';
import { deleteAccounts } from './account/index.js';
import { forgetAudit } from './admin/jobs.js';
import { accountMail } from './auth/index.js';
import { exportData } from './data-export/index.js';
import { importCheckJob } from './import/jobs.js';
import { sendMail } from './mail/index.js';
import { MODULES } from './modules.js';
import { tidy } from './ops/jobs.js';
import { remind } from './tasks/jobs.js';
import { taskList } from './tasks/list.js';
import { greetMornings } from './tasks/morning.js';
import { emptyTrash } from './trash/jobs.js';
import { sendWebhooks } from './webhooks/index.js';

type JobParts = {
  config: Config;
  database: Database;
  queue: Queue;
  storage: Storage;
  /** Undefined: no mail server is set up. */
  mail: Mail | undefined;
  outgoing: Outgoing;
  views: Views;
  metrics: Metrics;
  log: Logger;
};

/** Every job of the product: the table of contents. One line a job; what it does is in its feature's jobs.ts. */
export function jobs(parts: JobParts, modules: readonly Module[] = MODULES): Job[] {
  return [
    tidy(parts),
    forgetAudit(parts),
    emptyTrash({ ...parts, modules }),
    remind(parts),
    greetMornings(parts),
    accountMail(parts),
    exportData({ ...parts, kinds: kindsOf(modules) }),
    deleteAccounts({ ...parts, kinds: kindsOf(modules) }),
    sendMail(parts),
    sendWebhooks({ ...parts, modules }),
    moveStoredFiles(parts),
    removeStoredFiles(parts),
    sweepStoredFiles(parts),
    bulkJob({ ...parts, modules: [...modules, taskList(kindsOf(modules))], bringIn: goOnBringingIn(modules) }),
    importCheckJob({ ...parts, modules }),
  ];
}
