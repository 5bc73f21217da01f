import type { Config } from '../../config.js';
import type { Views } from '../../http/views.js';
import type { Database } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import type { Job, Queue } from '../../platform/queue/queue.js';
import type { Kind } from '../../records/kinds.js';
import { accountToChange, REMOVAL_LIMIT_MS, removePerson } from '../admin/index.js';
import { createLockout } from '../auth/index.js';
import { openOutbox } from '../mail/index.js';
import { leftMail } from './leaving-mails.js';

const WHY = 'an account whose grace is over is nobody’s any more';
const HOUR_SECONDS = 3600;

type Parts = { config: Config; database: Database; queue: Queue; views: Views; kinds: readonly Kind[] };

/** Deletes the accounts whose persons asked for it and did not come back, each by itself: hourly. */
export function deleteAccounts(parts: Parts): Job {
  const { config, database, kinds } = parts;
  const lockout = createLockout(config);
  const outbox = openOutbox(parts);

  const leave = (id: string) =>
    database.asSystem(
      WHY,
      async (tx) => {
        const account = await accountToChange(tx, { id });
        // Whoever logged in since is not to go.
        const [due] = await tx.$queryRaw<object[]>`
          select from users where id = ${id}::uuid and deletion_due_at <= now()`;
        if (!due) return undefined;
        await removePerson(tx, { kinds, lockout }, account, {});
        const { name, email } = account;
        return outbox.sends ? outbox.write(tx, 'left', { id: null, name, email }, leftMail(config)) : undefined;
      },
      REMOVAL_LIMIT_MS,
    );

  return {
    name: 'delete_accounts',
    everySeconds: HOUR_SECONDS,
    async work(_data, { signal }) {
      const due = await database.readAsSystem(WHY, (db) =>
        db.rows<{ id: string }>(
          sql`select id::text from users where deletion_due_at <= now() order by deletion_due_at`,
        ),
      );
      for (const { id } of due) {
        signal.throwIfAborted();
        await outbox.send([await leave(id)]);
      }
    },
  };
}
