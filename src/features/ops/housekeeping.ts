import type { Config } from '../../config.js';
import type { Database } from '../../platform/database.js';
import type { Log } from '../../platform/log.js';
import { createLockout } from '../auth/index.js';

const HOUR_MS = 3_600_000;

/** Removes, hourly, what has lost its meaning: old login attempts, and forms that nobody came back for. */
export function keepHouse(config: Config, database: Database, log: Log): void {
  const lockout = createLockout(config);
  const tidy = () =>
    database.asSystem('what is swept away is nobody’s any more', async (tx) => {
      await lockout.forgetOld(tx);
      await tx.keptForm.deleteMany({ where: { expiresAt: { lt: new Date() } } });
    });
  setInterval(
    () => tidy().catch((error: Error) => log.info(`housekeeping waits for its next hour: ${error.message}`)),
    HOUR_MS,
  ).unref();
}
