import { blankForm, type Form, isId, type Option, withError } from '../../http/form.js';
import { readView, viewAddress } from '../../http/list/address.js';
import { viewUrl } from '../../http/list/page.js';
import { readerOf } from '../../http/list/sql.js';
import type { PersonRequest } from '../../http/person.js';
import { type Reply, redirect } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import { BadRequest } from '../../platform/errors.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { MOST_ROWS, ROWS_AT_ONCE } from '../limits.js';
import type { ListedModule, Query } from '../module.js';
import { readChosen, readWanted, type Wanted } from './asked.js';
import * as batches from './batch.js';
import { doAtOnce, MANY_LIMIT_MS } from './doing.js';
import { makeNamed, stepOf } from './naming.js';
import type { BulkStep, Operation } from './operation.js';
import { type BulkParts, sendToJob } from './sending.js';
import { operationOf } from './step.js';
import { allTagNames } from './tag-names.js';
import { actPage, choicePage, doneText } from './view.js';

const RECENT = { href: '/batches', label: 'Recent acts' };
const NOTHING = { text: 'Nothing is selected. Tick some rows first.', tone: 'warn' } as const;

type Answer = { reply: Reply; job?: string };
/** Undefined where only the tag was made: it is asked again. */
type Tried = Answer | undefined;
type Chosen = batches.Chosen;
type Reader = Pick<ReadDoor, 'row' | 'rows'>;

/** Acts on many records of a module at once: what, with which value, how many, and then the act itself. */
export function bulkRoutes(module: ListedModule, { database, queue }: BulkParts): Route[] {
  const { path } = module.kind;
  return userRoutes(({ get, form, postWithoutTx }) => {
    form(`${path}/bulk`, (db, req) => ask(db, req, module));
    get(`${path}/bulk/export`, (_db, req) => toExport(req, path));
    // Not by the door of other posts: a long act is handed to the queue once its batch is committed.
    postWithoutTx(`${path}/bulk`, async (req) => {
      const attempt = () => database.asUser(req.person.id, (tx) => answer(tx, req, module), MANY_LIMIT_MS);
      let done = await attempt();
      while (!done) done = await attempt();
      const { reply, job } = done;
      if (job) await sendToJob(queue, job);
      return reply;
    });
  });
}

// The export reads a list: all of it, or the ticked rows as a list of their own.
function toExport(req: PersonRequest, path: string): Reply {
  const { ids, all_matching, from }: Query = req.query;
  const view = readView(from) ?? {};
  const ticked = [ids ?? []].flat().filter(isId);
  if (all_matching !== '1' && ticked.length === 0) return redirect(viewAddress(path, from), NOTHING);
  const sort = typeof view.sort === 'string' ? view.sort : undefined;
  const address = `${path}/export.csv`;
  return redirect(all_matching === '1' ? viewUrl(address, view, {}) : viewUrl(address, {}, { ids: ticked, sort }));
}

async function ask(db: ReadDoor, req: PersonRequest, module: ListedModule): Promise<Reply> {
  const asked: Query = req.query;
  const chosen = await readChosen(db, module, asked, req);
  if (!chosen) return nothingChosen(module, asked);
  const wanted = readWanted(module, asked, req);
  if (wanted.act === 'nothing') return choicePage(module, asked);
  const step = await stepOf(db, module, wanted);
  if (!step || 'missing' in step) return valueAgain(db, module, asked, wanted, step);
  return confirmPage(db, module, asked, wanted, { chosen, operation: operationOf(module, step) as Operation });
}

async function answer(tx: WriteDoor, req: PersonRequest, module: ListedModule): Promise<Tried> {
  const asked: Query = req.body ?? {};
  const reader = readerOf(tx);
  const submissionId = isId(asked.submission_id) ? asked.submission_id : null;
  const before = submissionId && (await batches.submittedBatch(tx, submissionId));
  if (before) return { reply: redirect(`/batches/${before.id}`) };
  const chosen = await readChosen(reader, module, asked, req);
  if (!chosen) return { reply: nothingChosen(module, asked) };
  const wanted = readWanted(module, asked, req);
  if (wanted.act === 'nothing') throw new BadRequest('Choose what to do with the selected rows.');
  const step = await stepOf(reader, module, wanted);
  if (!step || 'missing' in step) return { reply: await valueAgain(reader, module, asked, wanted, step) };
  return decide(tx, module, asked, wanted, { step, chosen, submissionId, personId: req.person.id });
}

type Act = { step: BulkStep; chosen: Chosen; submissionId: string | null; personId: string };

// At once, as a job, or not at all: what cannot be read or is too much is asked for again.
async function decide(tx: WriteDoor, module: ListedModule, asked: Query, wanted: Wanted, act: Act): Promise<Tried> {
  const { step, chosen, submissionId, personId } = act;
  const planned = operationOf(module, step) as Operation;
  const reach = await batches.reach(readerOf(tx), chosen, planned);
  const refused = ('form' in wanted && Object.keys(wanted.form.errors).length > 0) || reach.selected > MOST_ROWS;
  if (refused) return { reply: await confirmPage(readerOf(tx), module, asked, wanted, { chosen, operation: planned }) };
  const back = viewAddress(module.kind.path, asked.from);
  if (reach.selected - reach.already - reach.unfit === 0)
    return { reply: redirect(back, { text: doneText(planned, 0, { ...reach, gone: 0 }), tone: 'warn' }) };
  // By itself, and only now: nobody else who names one waits for ten thousand rows, and who goes away leaves none behind.
  if (await makeNamed(tx, module, step, personId)) return undefined;
  const from = typeof asked.from === 'string' ? asked.from : null;
  const start = { module: module.kind.name, step, from, submissionId, wanted: reach.selected };
  if (reach.selected <= ROWS_AT_ONCE) return doNow(tx, module, start, chosen, back);
  const id = await batches.putOff(tx, chosen, start);
  return id ? { reply: redirect(`/batches/${id}`), job: id } : { reply: await sentTwice(tx, submissionId) };
}

async function doNow(
  tx: WriteDoor,
  module: ListedModule,
  start: batches.Start<BulkStep>,
  chosen: Chosen,
  back: string,
): Promise<Answer> {
  const operation = operationOf(module, start.step) as Operation;
  const batch = await doAtOnce(tx, operation, chosen, start);
  if (!batch) return { reply: await sentTwice(tx, start.submissionId) };
  const { id, done } = batch;
  const { already = 0, unfit = 0, gone = 0 } = batch.progress;
  const undo = done > 0 ? { undo: { action: `/batches/${id}/undo`, label: 'Undo' }, link: RECENT } : {};
  const text = doneText(operation, done, { already, unfit, gone });
  return { reply: redirect(back, { text, tone: done > 0 ? 'good' : 'warn', ...undo }) };
}

// The first one's transaction ended while this one's insert waited for it.
async function sentTwice(tx: WriteDoor, submissionId: string | null): Promise<Reply> {
  const batch = await batches.submittedBatch(tx, submissionId);
  return redirect(batch ? `/batches/${batch.id}` : '/');
}

async function confirmPage(
  db: Reader,
  module: ListedModule,
  asked: Query,
  wanted: Wanted,
  { chosen, operation }: { chosen: Chosen; operation: Operation },
): Promise<Reply> {
  const reach = await batches.reach(db, chosen, operation);
  const stay = reach.already + reach.unfit > 0;
  const staying = stay ? await batches.stayingRows(db, chosen, operation) : [];
  const options = await optionsFor(db, module, wanted);
  return actPage(module, asked, wanted, { options, ready: { operation, reach, staying } });
}

async function valueAgain(db: Reader, module: ListedModule, asked: Query, wanted: Wanted, found?: { missing: string }) {
  const again =
    found && wanted.act === 'set'
      ? { ...wanted, form: withError(formOf(wanted), wanted.field.name, found.missing) }
      : wanted;
  return actPage(module, asked, again, { options: await optionsFor(db, module, wanted) });
}

function formOf({ field, values = {} }: Extract<Wanted, { act: 'set' }>): Form {
  return blankForm({ [field.name]: String(values[field.name] ?? '') });
}

async function optionsFor(db: Reader, module: ListedModule, wanted: Wanted): Promise<readonly Option[]> {
  if (wanted.act === 'tag' || wanted.act === 'untag')
    return (await allTagNames(db, module.kind)).map((name) => ({ value: name, label: name }));
  if (wanted.act !== 'set') return [];
  return wanted.field.optionsFrom?.(db) ?? wanted.field.options ?? [];
}

function nothingChosen(module: ListedModule, asked: Query): Reply {
  return redirect(viewAddress(module.kind.path, asked.from), NOTHING);
}
