import type { Request, Response } from 'express';
import { Unavailable } from '../platform/errors.js';
import type { Database, ReadDoor, StreamDoor, WriteDoor } from '../platform/postgres/database.js';
import { inTime, timeLeft, within } from './in-time.js';
import { hasToken, invalidToken } from './middleware/csrf.js';
import { plainText, type Reply } from './reply.js';
import type { Route } from './routes.js';
import { send } from './send.js';
import type { Turns } from './turns.js';
import type { Sent, Uploads } from './uploads.js';

type At<Door extends Route['door']> = Extract<Route, { door: Door }>;

/** What a request comes with to a door. */
export type DoorRequest = {
  req: Request;
  res: Response;
  database: Database;
  turns: Turns;
  /** Only where the routes are mounted that take files. */
  uploads: Uploads | undefined;
};

/** Thrown to roll a transaction back while its reply is kept: a 422 leaves no half of a change behind. */
class RolledBack extends Error {
  constructor(readonly reply: Reply) {
    super('rolled back');
  }
}

/** Answers a route that reads, in a transaction that cannot write. */
export function read(route: At<'read'>, { req, database }: DoorRequest): Promise<Reply> {
  const work = async (db: ReadDoor) => route.handler(db, req as never);
  const reading =
    route.access === 'admin' ? database.readAsSystem('an admin page', work) : database.readAsUser(personOf(req), work);
  return inTime(req, reading);
}

/** Answers a route that writes, by one transaction: a reply that says what is wrong takes it back. */
export function write(route: At<'write'>, asked: DoorRequest): Promise<Reply> {
  return change(route, asked, (tx) => route.handler(tx, asked.req as never));
}

async function change(
  route: At<'write' | 'files'>,
  { req, database }: DoorRequest,
  handle: (tx: WriteDoor) => Reply | Promise<Reply>,
): Promise<Reply> {
  const work = async (tx: WriteDoor) => kept(await handle(tx));
  const limitMs = route.limitMs ?? timeLeft(req);
  // The transaction ends at the limit by itself, so that nothing is committed behind a 503; ours answers if it cannot.
  const writing =
    route.access === 'admin'
      ? database.asSystem('an admin act', work, limitMs)
      : database.asUser(personOf(req), work, limitMs);
  const reply = await within(limitMs + 50, writing.catch(rolledBack));
  // It is committed: what this cannot send is found by the queue.
  if (reply.kind === 'redirect') await reply.after?.().catch(() => undefined);
  return reply;
}

/** Sends by itself: the transaction must outlive the sending, for the rows are read while they are sent. */
export async function stream(route: At<'stream'>, asked: DoorRequest): Promise<Reply | undefined> {
  const { req, res, database, turns } = asked;
  if (req.method === 'HEAD') return plainText('');
  await turns.take(personOf(req), async () => {
    const before = (tx: WriteDoor) => route.before(tx, req as never);
    const sending = async (db: StreamDoor, over: AbortSignal) =>
      send(await route.handler(db, req as never), req, res, over);
    if (route.access === 'admin') {
      await database.asSystem('an admin page', before, timeLeft(req));
      return database.streamAsSystem('an admin page', sending);
    }
    await database.asUser(personOf(req), before, timeLeft(req));
    return database.streamAsUser(personOf(req), sending);
  });
  return undefined;
}

/** Answers a form with files: they are kept while no transaction is open, and go where their rows are not written. */
export async function files(route: At<'files'>, asked: DoorRequest): Promise<Reply> {
  const { req, res, database } = asked;
  const uploads = uploadsOf(route, asked);
  if (!req.is('multipart') && !hasToken(req)) throw invalidToken;
  const { before } = route;
  if (before) await database.asUser(personOf(req), (tx) => before(tx, req as never), timeLeft(req));
  const sent = await uploads.receive(req, res, route);
  const reply = await withFiles(sent, uploads, () =>
    change(route, asked, (tx) => route.handler(tx, req as never, sent)),
  );
  if (!sent.unavailable || reply.kind !== 'page') return reply;
  res.setHeader('Retry-After', '60');
  return { ...reply, status: 503 };
}

/** Throws for a form with files that nobody is signed in for: it is kept as any other whose session has ended, without its files. */
export async function ended(route: At<'files'>, asked: DoorRequest): Promise<never> {
  const { req, res } = asked;
  await uploadsOf(route, asked).readTyped(req, res, route.field);
  throw invalidToken;
}

function uploadsOf({ path }: Route, { uploads }: DoorRequest): Uploads {
  if (!uploads) throw new Error(`${path} takes files, and is mounted without a place to keep them`);
  return uploads;
}

// The files are there before their rows, and go when the rows do not come: a row always has its bytes.
async function withFiles(sent: Sent, uploads: Uploads, writeRows: () => Promise<Reply>): Promise<Reply> {
  try {
    const reply = await writeRows();
    await uploads.discard(reply.kind === 'page' ? sent.files : sent.unused);
    return reply;
  } catch (error) {
    // A commit whose answer was lost may have been one: the daily sweep sees to files that got no row.
    if (!(error instanceof Unavailable)) await uploads.discard(sent.files);
    throw error;
  }
}

function personOf(req: Request): string {
  return req.person?.id ?? '';
}

function kept(reply: Reply): Reply {
  if (reply.kind === 'page' && reply.status >= 400 && !reply.keeps) throw new RolledBack(reply);
  return reply;
}

function rolledBack(error: unknown): Reply {
  if (error instanceof RolledBack) return error.reply;
  throw error;
}
