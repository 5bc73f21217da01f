import { v7 as uuidv7 } from 'uuid';
import type { Config } from '../../config.js';
import type { Views } from '../../http/views.js';
import type { Database } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import type { Job, Queue } from '../../platform/queue/queue.js';
import type { Storage } from '../../platform/storage/storage.js';
import type { Kind } from '../../records/kinds.js';
import { type MailContent, openOutbox, type Recipient } from '../mail/index.js';
import { archiveOf } from './archive.js';
import { beginExport, failExport, finishExport, KEPT_HOURS, noteParts, owedExports, WHY } from './exports.js';

/** The job that makes an export; `data` is {id}. */
export const EXPORT_JOB = 'export_data';
const WHOLE_MS = 60 * 60_000;
const NOTED_MS = 1_000;

type Parts = {
  config: Config;
  database: Database;
  queue: Queue;
  storage: Storage;
  views: Views;
  kinds: readonly Kind[];
};

/**
 * Makes the archive of a person's own, straight into the storage. It is made of one view of the rows, so a try that was cut off
 * begins anew: what it had written has no name, and is swept away.
 */
export function exportData(parts: Parts): Job {
  const { config, database, storage, kinds } = parts;
  const outbox = openOutbox(parts);
  return {
    name: EXPORT_JOB,
    retries: 3,
    async work(data, { signal }) {
      const id = String(data['id']);
      const owner = await database.asSystem(WHY, (tx) => beginExport(tx, id));
      if (!owner) return;
      const profile = await profileOf(database, owner);
      const fileId = uuidv7();
      const { path, size, sha256 } = await database.snapshotAsUser(owner, WHOLE_MS, (db) =>
        storage.receive(fileId, archiveOf(db, { storage, kinds, profile, signal, done: noting(database, id) })),
      );
      const { inFallback } = await storage.keep(fileId, { original: path });
      const mail = await database.asSystem(WHY, async (tx) => {
        if (!(await finishExport(tx, id, { id: fileId, size, sha256, inFallback }))) return false;
        const content = readyMail(config);
        return outbox.sends ? outbox.write(tx, 'export_ready', profile as Recipient, content) : undefined;
      });
      if (mail === false) await storage.remove(fileId);
      else await outbox.send([mail]).catch(() => undefined);
    },
    givenUp: (data) => database.asSystem(WHY, (tx) => failExport(tx, String(data['id']))),
    owed: () => owedExports(database),
  };
}

// Once a second at most: the page looks no oftener.
function noting(database: Database, id: string) {
  let last = 0;
  return async (done: number, of: number) => {
    if (Date.now() - last < NOTED_MS) return;
    last = Date.now();
    await database.asSystem(WHY, (tx) => noteParts(tx, id, done, of));
  };
}

async function profileOf(database: Database, id: string): Promise<object> {
  const profile = await database.readAsSystem(WHY, (db) =>
    db.row<object>(sql`
      select id::text, email, name, role, time_zone, currency, locale, theme, weekly_deliverables, reminder_mail, created_at, last_login_at,
        password_changed_at, email_verified_at from users where id = ${id}::uuid`),
  );
  return profile ?? {};
}

function readyMail({ appUrl }: Pick<Config, 'appUrl'>): MailContent {
  return {
    subject: 'Your export is ready',
    lines: [
      `What you own here is packed. You can download it for ${KEPT_HOURS} hours, logged in as yourself; then it is removed.`,
    ],
    act: { label: 'Download it', href: `${appUrl}/account/export` },
    why: `You get this because an export was asked for in your account at ${appUrl}.`,
  };
}
