import type { Request } from 'express';
import { isId, versionOf } from '../../http/form.js';
import { one } from '../../http/list/page.js';
import { readerOf } from '../../http/list/sql.js';
import type { PersonRequest } from '../../http/person.js';
import { json, page, type Reply, redirect } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import { NotFound } from '../../platform/errors.js';
import type { Database, WriteDoor } from '../../platform/postgres/database.js';
import { pathOf } from '../kinds.js';
import { liveRecord } from '../live.js';
import type { RecordModule } from '../module.js';
import { LookAgain, type MergeAsked, merge, NotAllowed } from './actions.js';
import { countLinks, type Mergeable } from './links.js';
import { asMerger, livePair } from './pair.js';
import { matchesOf, mergesInto } from './queries.js';
import { undoMerge } from './undo.js';
import { chooseView, compareView, mergesView, type Refusal, undoneText } from './view.js';

/** Merging the records of a module, and taking a merge apart again; none where its records are nobody's but their owner's. */
export function mergeRoutes(module: RecordModule, { database }: { database: Database }): Route[] {
  if (!isMergeable(module)) return [];
  const path = `${module.kind.path}/:id`;
  return userRoutes(({ get, formWithoutTx, postWithoutTx }) => {
    formWithoutTx(`${path}/merge`, (req) => showMerge(database, module, req));
    get(`${path}/merge/suggestions`, async (db, req) => {
      const { id: self } = await liveRecord(db, module.kind, req.params.id);
      const found = await matchesOf(db, module, one(req.query.q) ?? '', self);
      return json(found.map(({ id, name, detail }) => ({ id, label: name, detail: detail ?? '' })));
    });
    postWithoutTx(`${path}/merge`, (req) => answerMerge(database, module, req));
    get(`${path}/merges`, async (db, req) => {
      const record = await liveRecord(db, module.kind, req.params.id);
      return page('records/merges.njk', mergesView(record, await mergesInto(db, module, record.id), req.person));
    });
    postWithoutTx(`${path}/merge/:merge/undo`, (req) => answerUndo(database, module, req));
  });
}

/** Whether records of a module can be merged. */
export function isMergeable(module: RecordModule): module is Mergeable {
  return module.merge !== undefined;
}

async function showMerge(database: Database, module: Mergeable, req: PersonRequest): Promise<Reply> {
  const [kept, lost] = [idOf(req), req.query.with];
  return asMerger(database, req, module, isId(lost) ? [kept, lost.toLowerCase()] : [kept], async (tx) => {
    if (isId(lost) && lost !== kept) return compare(tx, module, req, { kept, lost });
    const typed = one(req.query.q) ?? '';
    return choose(tx, module, kept, typed, lost === kept ? SAME : undefined);
  });
}

async function answerMerge(database: Database, module: Mergeable, req: PersonRequest): Promise<Reply> {
  const kept = idOf(req);
  const { body } = req;
  const lost: unknown = body?.with;
  if (!isId(lost) || lost === kept)
    return asMerger(database, req, module, [kept], (tx) =>
      choose(tx, module, kept, '', lost === kept ? SAME : 'Choose the other one.', 422),
    );
  const lostVersion = versionOf({ version: body.with_version });
  const pair = [kept, lost.toLowerCase()];
  const asked: MergeAsked = { kept, lost, keptVersion: versionOf(body), lostVersion, sides: body };
  try {
    const done = await asMerger(database, req, module, pair, (tx) => merge(tx, req, module, asked));
    const path = pathOf({ kind: module.kind, id: kept });
    return redirect(path, {
      text: `Merged ${done.lost} into ${done.name}.`,
      undo: { action: `${path}/merge/${done.mergeId}/undo`, label: 'Undo' },
    });
  } catch (error) {
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    return asMerger(database, req, module, pair, (tx) => compare(tx, module, req, asked, refusal));
  }
}

async function answerUndo(database: Database, module: Mergeable, req: PersonRequest): Promise<Reply> {
  const [kept, mergeId] = [idOf(req), req.params.merge];
  if (!isId(mergeId)) throw new NotFound();
  const undone = await asMerger(database, req, module, [kept], (tx) => undoMerge(tx, req, module, kept, mergeId));
  return redirect(pathOf({ kind: module.kind, id: kept }), undoneText(undone, module.kind.one));
}

const SAME = 'A record cannot be merged with itself. Choose another one.';

// A change between two looks, or a rule of the form: the page is shown again as things stand now.
function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof LookAgain)
    return { status: 409, errors: { '': 'One of the two was changed meanwhile. Look again before you merge them.' } };
  if (error instanceof NotAllowed) return { status: 422, errors: error.errors };
  return undefined;
}

async function choose(
  tx: WriteDoor,
  module: Mergeable,
  id: string,
  typed: string,
  error?: string,
  status = error ? 422 : 200,
): Promise<Reply> {
  const record = await module.read(tx, id);
  if (!record || record.deletedAt) throw new NotFound();
  const matches = await matchesOf(readerOf(tx), module, typed || record.name, id);
  return page('records/merge-choose.njk', chooseView(module, record, typed, matches, error), status);
}

async function compare(
  tx: WriteDoor,
  module: Mergeable,
  req: PersonRequest,
  pair: { kept: string; lost: string },
  refusal?: Refusal,
): Promise<Reply> {
  const both = await livePair(tx, module, pair);
  const moving = await countLinks(tx, module, pair.lost);
  return page('records/merge.njk', compareView(module, both, moving, req.body, refusal), refusal?.status ?? 200);
}

function idOf(req: Request): string {
  const { id } = req.params;
  if (!isId(id)) throw new NotFound();
  return id.toLowerCase();
}
