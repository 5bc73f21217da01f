import { fileSize } from '../../http/file-name.js';
import { isId } from '../../http/form.js';
import { dayOf, instant } from '../../http/format.js';
import { page, type Reply, redirect, stored } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import { NotFound, Unavailable } from '../../platform/errors.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import type { Queue } from '../../platform/queue/queue.js';
import type { Storage } from '../../platform/storage/storage.js';
import { audit } from '../../records/audit.js';
import { askExport, type DataExport, exportsOf, KEPT_HOURS, readyExport } from './exports.js';
import { EXPORT_JOB } from './job.js';

const PATH = '/account/export';

type Parts = { queue: Queue; storage: Storage; sendsMail: boolean };

/** Everything of one's own as one archive: asked for, watched, taken. */
export function exportRoutes({ queue, storage, sendsMail }: Parts): Route[] {
  return userRoutes(({ get, post }) => {
    get(PATH, async (db, req) => {
      const exports = await exportsOf(db);
      return page('account/export.njk', {
        exports: exports.map((it) => shown(it, req.person.timeZone)),
        is_open: exports.some(isOpen),
        hours: KEPT_HOURS,
        sends_mail: sendsMail,
      });
    });
    post(
      PATH,
      async (tx, req) => {
        const id = await askExport(tx);
        if (!id) return redirect(PATH, 'An export is being made already.');
        await audit(tx, req, 'exported', { kind: 'account', id: req.person.id });
        const reply = redirect(PATH, 'The export is being made.');
        return reply.kind === 'redirect' ? { ...reply, after: () => send(queue, id) } : reply;
      },
      { ownAccount: true, stepUp: 'export what is yours' },
    );
    get(`${PATH}/:export/download`, (db, req) => download(db, req.params.export, storage));
  });
}

// Where the queue is away the export waits: it is owed, and found within a minute.
async function send(queue: Queue, id: string): Promise<void> {
  await queue.send(EXPORT_JOB, { id }, { key: id }).catch((error: unknown) => {
    if (!(error instanceof Unavailable)) throw error;
  });
}

async function download(db: ReadDoor, id: unknown, storage: Storage): Promise<Reply> {
  const found = isId(id) ? await readyExport(db, id) : undefined;
  if (!found) throw new NotFound();
  return stored({
    name: `mouse-domination-${dayOf(found.asked_at)}.zip`,
    type: 'application/zip',
    etag: found.sha256,
    async read() {
      const bytes = await storage.read(found.id, 'original', found.in_fallback);
      if (!bytes) throw new NotFound();
      return bytes;
    },
  });
}

const isOpen = ({ state }: DataExport) => state === 'waiting' || state === 'running';

const LOOKS = {
  waiting: { tone: 'grey', glyph: 'ring', text: 'Waiting' },
  running: { tone: 'blue', glyph: 'half', text: 'Running' },
  done: { tone: 'green', glyph: 'done', text: 'Ready' },
  failed: { tone: 'red', glyph: 'bang', text: 'Failed' },
};

function shown(it: DataExport, timeZone: string) {
  const facts = {
    waiting: 'It begins in a moment',
    running: it.parts > 0 ? `${it.parts_done} of ${it.parts} parts` : 'It has begun',
    done: `${fileSize(it.size ?? 0)}, there until ${it.expires_at ? instant(it.expires_at, timeZone) : ''}`,
    failed: 'Something broke on our side. Ask for it again; an admin can see what it was.',
  };
  return {
    title: `Export of ${instant(it.asked_at, timeZone)}`,
    look: LOOKS[it.state],
    facts: facts[it.state],
    bar: it.state === 'running' && it.parts > 0 ? { value: it.parts_done, max: it.parts } : null,
    download: it.state === 'done' ? `${PATH}/${it.id}/download` : null,
  };
}
