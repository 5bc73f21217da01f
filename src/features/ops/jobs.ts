import type { Config } from '../../config.js';
import type { Database } from '../../platform/postgres/database.js';
import type { Job } from '../../platform/queue/queue.js';
import { forgetFailed } from '../../records/bulk/batch.js';
import { forgetTables } from '../../records/import/imports.js';
import { forgetImports } from '../../records/kept-imports.js';
import { forgetAnswers } from '../api-answers/index.js';
import { createLockout, forgetInvitations, forgetMailLinks } from '../auth/index.js';
import { forgetExports } from '../data-export/index.js';
import { forgetMails } from '../mail/index.js';
import { forgetDeliveries, forgetSecrets } from '../webhooks/index.js';

const HOUR_SECONDS = 3600;

/** Removes, hourly, what has lost its meaning: old login attempts and links, forms and files that nobody came back for, answers of the API that are no longer given again, the rest of acts that failed long ago. */
export function tidy({ config, database }: { config: Config; database: Database }): Job {
  const lockout = createLockout(config);
  return {
    name: 'tidy',
    everySeconds: HOUR_SECONDS,
    work: () =>
      database.asSystem('what is swept away is nobody’s any more', async (tx) => {
        await lockout.forgetOld(tx);
        await tx.keptForm.deleteMany({ where: { expiresAt: { lt: new Date() } } });
        await forgetImports(tx);
        await forgetTables(tx);
        await forgetFailed(tx);
        await forgetMails(tx);
        await forgetMailLinks(tx);
        await forgetInvitations(tx);
        await forgetExports(tx);
        await forgetDeliveries(tx);
        await forgetSecrets(tx);
        await forgetAnswers(tx);
      }),
  };
}
