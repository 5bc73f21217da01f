import { blankForm, type Form, idOf } from '../../http/form.js';
import { formatDate } from '../../http/format.js';
import { one } from '../../http/list/page.js';
import { readerOf } from '../../http/list/sql.js';
import type { PersonRequest } from '../../http/person.js';
import { page, type Reply, redirect } from '../../http/reply.js';
import { dayAfter } from '../../platform/clock.js';
import { BadRequest, NotFound } from '../../platform/errors.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { readerNow } from '../../records/list/routes.js';
import type { Module } from '../../records/module.js';
import type { Saved } from '../../records/record/draft.js';
import { liveRow } from '../../records/record/routes.js';
import { mustRead } from '../../records/record/save.js';
import { stateOf } from '../../records/record/state.js';
import { COLLABS } from '../collabs/index.js';
import { type Closing, closeDeal, closedFault, closureView, ENDS, type End, meanwhile, refusalOf } from './closing.js';
import { lostReasonOptions } from './lost-reasons.js';
import { holdDeal, type StandingDeal, standing } from './standing.js';
import { answerWinning, showWinning } from './winning.js';

/** How long a deal waits unless it is said. */
const HOLD_DAYS = 30;

/** The form of a closure: the collab as it will be, the reason, or until when. */
export async function showClosure(db: ReadDoor, req: PersonRequest, module: Module): Promise<Reply> {
  const to = one(req.query.to);
  if (!isEnd(to)) throw new NotFound();
  const deal = await standing(db, stateOf(module.fields, await liveRow(db, req, module)));
  // One that was won keeps its collab, whatever became of it.
  if (to === 'won' && !deal.collab) return showWinning(db, req, module, deal);
  const first = firstEnd(module, deal, readerNow(req).today);
  return closurePage(db, { module, deal, form: blankForm(first, req.kept) }, to);
}

/** Closes a deal. One that is won makes its collab in the same transaction, or leads to the one that it has. */
export async function answerClosure(tx: WriteDoor, req: PersonRequest, module: Module): Promise<Reply> {
  const id = idOf(req);
  await holdDeal(tx, id);
  const record = await mustRead(tx, module, id);
  if (record.deletedAt) throw new NotFound();
  const to = req.body?.to;
  if (!isEnd(to)) throw new BadRequest('Choose how it ended: won, lost or on hold.');
  const deal = await standing(readerOf(tx), record);
  if (to === 'won' && !deal.collab) return answerWinning(tx, req, module, deal);
  return answerEnd(tx, req, { module, deal, form: blankForm(req.body) }, to);
}

async function answerEnd(tx: WriteDoor, req: PersonRequest, closing: Closing, to: End): Promise<Reply> {
  const { module, deal, form } = closing;
  const db = readerOf(tx);
  if (to === 'won' && deal.kind === 'won' && deal.collab && !deal.collab.in_trash)
    return redirect(`${COLLABS.path}/${deal.collab.id}`, 'This deal was won before. This is its collab.');
  const saved = await endDeal(tx, req, closing, to);
  if (saved.kind === 'refused') return closurePage(db, closing, to, 409);
  if (saved.kind === 'invalid')
    return closurePage(db, { ...closing, form: { ...form, errors: saved.errors } }, to, 422);
  if (saved.kind === 'conflict') return closurePage(db, await meanwhile(tx, req, closing), to, 409);
  const path = `${module.kind.path}/${deal.id}`;
  const entry = saved.kind === 'saved' ? saved.entry : undefined;
  const undo = entry && { undo: { action: `${path}/history/${entry}/reversal`, label: 'Undo' } };
  return redirect(path, { text: doneWords(closing, to), ...undo });
}

/** Closes a deal that makes no collab, by what was typed; refused where it ended so already, or its collab lies in the trash. */
export async function endDeal(
  tx: WriteDoor,
  req: PersonRequest,
  closing: Closing,
  to: End,
): Promise<Saved | { kind: 'refused'; title: string; text: string }> {
  const refusal = refusalOf(closing.deal, to);
  if (refusal) return { kind: 'refused', ...refusal };
  const errors = faultsOf(closing.form, to, readerNow(req).today);
  return Object.keys(errors).length > 0 ? { kind: 'invalid', errors } : closeDeal(tx, req, closing, to);
}

/** What the form of a closure holds at first: closed today, or on hold for a while. */
export function firstEnd({ fields }: Module, deal: StandingDeal, today: string): Record<string, string> {
  return { ...fields.typed(deal.fields), closed_on: today, hold_until: dayAfter(today, HOLD_DAYS) };
}

/** Whether a deal can leave the board so. */
export const isEnd = (it: unknown): it is End => typeof it === 'string' && Object.hasOwn(ENDS, it);

function faultsOf({ values }: Form, to: End, today: string): Record<string, string> {
  if (to === 'lost' && !values.lost_reason?.trim()) return { lost_reason: 'Choose why it was lost.' };
  if (to === 'hold' && !values.hold_until?.trim()) return { hold_until: 'Choose the day until which it waits.' };
  if (to === 'hold' && (values.hold_until ?? '') <= today) return { hold_until: 'Choose a day that is to come.' };
  return to === 'hold' ? {} : closedFault(values.closed_on, today, 'Choose the day it was closed.');
}

function doneWords(closing: Closing, to: End): string {
  const { hold_until: until = '' } = closing.form.values;
  const done = to === 'hold' ? `On hold until ${formatDate(until)}.` : to === 'won' ? 'Won.' : 'Lost.';
  return [done, staysWords(closing)].join(' ').trim();
}

function staysWords({ deal: { collab } }: Closing): string {
  return collab && !collab.in_trash ? `Its collab “${collab.name}” stays.` : '';
}

async function closurePage(db: Pick<ReadDoor, 'row'>, closing: Closing, to: End, status = 200): Promise<Reply> {
  const { module, deal, form } = closing;
  const { asks, folded } = ENDS[to];
  const inputs = module.fields.inputs(undefined, { lost_reason: await lostReasonOptions(db) }, { form });
  const input = (name: string) => ({ ...inputs[name], optional: name === 'lost_note' });
  return page(
    'records/act.njk',
    {
      ...closureView(closing, to, [...asks, ...folded]),
      refused: refusalOf(deal, to),
      inputs: asks.map(input),
      folded: folded.map(input),
      unfolded: folded.some((name) => form.errors[name]),
      folded_words: 'Another day',
      moves: staysWords(closing),
    },
    status,
  );
}
