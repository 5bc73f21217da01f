import { idOf } from '../../http/form.js';
import { ago, instant } from '../../http/format.js';
import { viewAddress } from '../../http/list/address.js';
import type { PersonRequest } from '../../http/person.js';
import { page, type Reply, redirect } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import { Conflict, NotFound } from '../../platform/errors.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { ROWS_AT_ONCE, UNDO_DAYS } from '../limits.js';
import type { RecordModule } from '../module.js';
import { BATCH_COLUMNS, type Batch, lockBatch } from './batch.js';
import type { Operation } from './operation.js';
import { type BulkParts, sendToJob } from './sending.js';
import { operationOf } from './step.js';
import { beginUndo, canBeUndone, undoSome } from './undo.js';
import { ofCount } from './view.js';
import { skippedOf } from './words.js';

const LIMIT_MS = 20_000;

/** What became of one's own acts on many records, each with its one undo. */
export function batchRoutes(modules: readonly RecordModule[], { database, queue }: BulkParts): Route[] {
  return userRoutes(({ get, postWithoutTx }) => {
    get('/batches/:id', async (db, req) => {
      const batch = await db.row<Batch>(sql`select ${BATCH_COLUMNS} from batches b where b.id = ${idOf(req)}::uuid`);
      const module = moduleOf(modules, batch);
      if (!batch || !module) throw new NotFound();
      return page('records/batch.njk', batchView(module, batch, req));
    });

    postWithoutTx('/batches/:id/undo', async (req) => {
      const { reply, job } = await database.asUser(req.person.id, (tx) => undo(tx, modules, idOf(req)), LIMIT_MS);
      if (job) await sendToJob(queue, job);
      return reply;
    });
  });
}

// The lock lets a second undo of the same batch wait, and find that it was undone.
async function undo(
  tx: WriteDoor,
  modules: readonly RecordModule[],
  id: string,
): Promise<{ reply: Reply; job?: string }> {
  const batch = await lockBatch(tx, id);
  const module = moduleOf(modules, batch);
  if (!batch || !module) throw new NotFound();
  const own = `/batches/${id}`;
  if (batch.state === 'undone' || batch.state === 'undoing')
    return { reply: redirect(own, { text: 'This was undone already.', tone: 'plain' }) };
  const operation = operationOf(module, batch.step);
  if (!operation || !canBeUndone(batch)) throw new Conflict('This cannot be undone now. Its page says why.');
  await beginUndo(tx, id);
  if (batch.done > ROWS_AT_ONCE) return { reply: redirect(own), job: id };
  while (await undoSome(tx, operation, id));
  const undone = (await lockBatch(tx, id)) ?? batch;
  const back = viewAddress(module.kind.path, batch.from);
  return {
    reply: redirect(back, { text: undoneText(undone, operation), tone: undone.progress.left ? 'warn' : 'good' }),
  };
}

function batchView(module: RecordModule, batch: Batch, { person }: PersonRequest) {
  const { kind } = module;
  const operation = operationOf(module, batch.step);
  const { words } = operation ?? {};
  const over = batch.done + batch.skipped;
  const isOpen = ['waiting', 'running', 'undoing'].includes(batch.state);
  const { already = 0, unfit = 0, gone = 0, seen = 0 } = batch.progress;
  return {
    id: batch.id,
    title: words?.title(batch.wanted) ?? 'An act on many records',
    list: { label: kind.title, href: viewAddress(kind.path, batch.from) },
    badge: BADGES[batch.state],
    started: `Started ${ago(batch.at, new Date())}, ${instant(batch.at, person.timeZone)}`,
    is_open: isOpen,
    bar: isOpen ? barOf(batch, over, seen) : null,
    sentences: isOpen || !words ? [] : [words.done(batch.done), ...skippedOf(words, { already, unfit, gone })],
    rest: batch.state === 'failed' ? stoppedText(batch) : null,
    undone: batch.state === 'undone' && operation ? undoneText(batch, operation) : null,
    undo:
      canBeUndone(batch) && operation && person.role !== 'VIEWER'
        ? { action: `/batches/${batch.id}/undo`, days: UNDO_DAYS }
        : null,
  };
}

const BADGES = {
  waiting: { tone: 'grey', glyph: 'ring', label: 'Queued' },
  running: { tone: 'blue', glyph: 'half', label: 'Running' },
  done: { tone: 'green', glyph: 'done', label: 'Done' },
  failed: { tone: 'red', glyph: 'bang', label: 'Failed' },
  undoing: { tone: 'blue', glyph: 'half', label: 'Being undone' },
  undone: { tone: 'grey', glyph: 'done', label: 'Undone' },
} as const;

function barOf(batch: Batch, over: number, seen: number) {
  const [value, max] = batch.state === 'undoing' ? [seen, batch.done] : [over, batch.wanted];
  return { value, max, text: ofCount(value, max) };
}

function stoppedText({ done, skipped, wanted, progress: { seen, why } }: Batch): string {
  const what =
    seen === undefined
      ? `It stopped before its end; ${ofCount(done + skipped, wanted)} were come to.`
      : `Its undo stopped before its end; ${ofCount(seen, done)} were come to.`;
  return why ? `${what} ${WHY_STOPPED[why]}` : what;
}

const WHY_STOPPED = {
  tried: 'It was tried several times. An admin can let it go on.',
  no_right: 'Your account was not allowed to change anything by then.',
};

function undoneText(batch: Batch, { kind, words }: Operation): string {
  const { undone = 0, left = 0 } = batch.progress;
  const { one, many } = kind;
  const back = undone === 1 ? `1 ${one} is` : `${undone.toLocaleString('en')} ${many} are`;
  return [`Undone: ${back} as before.`, ...(left > 0 ? [words.left(left)] : [])].join(' ');
}

function moduleOf(modules: readonly RecordModule[], batch: Batch | undefined): RecordModule | undefined {
  return modules.find(({ kind }) => kind.name === batch?.module);
}
