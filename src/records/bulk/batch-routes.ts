import { idOf } from '../../http/form.js';
import { viewAddress } from '../../http/list/address.js';
import { readPage } from '../../http/list/page.js';
import type { PersonRequest } from '../../http/person.js';
import { localPath, page, type Reply, redirect } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import { Conflict, NotFound } from '../../platform/errors.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import type { ListedModule } from '../module.js';
import { BATCH_COLUMNS, type Batch, isActing } from './batch.js';
import { batchView } from './batch-view.js';
import { MANY_LIMIT_MS, stopBatch, undoBatch } from './doing.js';
import { RECENT_SORTS, recentActs, recentView } from './recent.js';
import { type BulkParts, sendToJob } from './sending.js';
import { doneBy } from './step.js';
import { undoneText } from './words.js';

/** What became of one's own acts on many records, each with its one undo. */
export function batchRoutes(modules: readonly ListedModule[], { database, queue }: BulkParts): Route[] {
  return userRoutes(({ get, post, postWithoutTx }) => {
    get('/batches', async (db, req) => {
      const asked = readPage({ ...req.query, sort: undefined }, RECENT_SORTS, { list: 'batches', sort: '-at' });
      const found = await recentActs(db, asked);
      // The acts that stood here went meanwhile: the list begins anew.
      if (found.rows.length === 0 && asked.cursor) return redirect('/batches');
      return page('records/batches.njk', recentView(modules, found, req));
    });

    get('/batches/:id', async (db, req) => {
      const batch = await db.row<Batch>(sql`select ${BATCH_COLUMNS} from batches b where b.id = ${idOf(req)}::uuid`);
      const act = batch && doneBy(modules, batch);
      if (!act) throw new NotFound();
      return page('records/batch.njk', batchView(act, batch, req));
    });

    post('/batches/:id/stop', (tx, req) => stop(tx, req), { limitMs: MANY_LIMIT_MS });

    postWithoutTx('/batches/:id/undo', async (req) => {
      const { reply, job } = await database.asUser(req.person.id, (tx) => undo(tx, modules, req), MANY_LIMIT_MS);
      if (job) await sendToJob(queue, job);
      return reply;
    });
  });
}

async function stop(tx: WriteDoor, req: PersonRequest): Promise<Reply> {
  const id = idOf(req);
  const before = await stopBatch(tx, id);
  if (!before) throw new NotFound();
  const own = `/batches/${id}`;
  if (isActing(before)) return redirect(own);
  const text =
    before.progress.why === 'stopped' ? 'This was stopped already.' : 'This was over before it could be stopped.';
  return redirect(own, { text, tone: 'plain' });
}

type Answer = { reply: Reply; job?: string };

async function undo(tx: WriteDoor, modules: readonly ListedModule[], req: PersonRequest): Promise<Answer> {
  const id = idOf(req);
  const undone = await undoBatch(tx, modules, id, req.person);
  if (!undone) throw new NotFound();
  if (undone.kind === 'refused') throw new Conflict(`${undone.why}: it cannot be undone.`);
  const { kind, batch, act } = undone;
  const own = `/batches/${id}`;
  if (kind === 'before') return { reply: redirect(own, { text: 'This was undone already.', tone: 'plain' }) };
  if (kind === 'begun') return { reply: redirect(own), job: id };
  const back = localPath(req.body?.back) ?? viewAddress(act.list.path, batch.from);
  return { reply: redirect(back, { text: undoneText(batch, act), tone: batch.progress.left ? 'warn' : 'good' }) };
}
