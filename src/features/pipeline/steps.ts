import { blankForm, type Form, idOf, versionOf, withError } from '../../http/form.js';
import { formatDate } from '../../http/format.js';
import { one } from '../../http/list/page.js';
import type { PersonRequest } from '../../http/person.js';
import { page, type Reply, redirect } from '../../http/reply.js';
import { NotFound } from '../../platform/errors.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import type { Module } from '../../records/module.js';
import { liveRow } from '../../records/record/routes.js';
import { mustRead, saveRecord } from '../../records/record/save.js';
import { stateOf } from '../../records/record/state.js';
import type { RecordState } from '../../records/state.js';
import { meanwhileText } from './closing.js';

/** What is said of the next step: that it is done, and what comes then; or another day of it. */
type Of = 'next' | 'day';
const ASKS = { next: ['next_step', 'next_step_on'], day: ['next_step_on'] } as const;
const LABELS = { next: 'Next step', day: 'Move the day' } as const;
const ofWhat = (it: unknown): Of => (it === 'day' ? 'day' : 'next');

/** The form of what is next about a deal, or of the day of it. */
export async function showStep(db: ReadDoor, req: PersonRequest, module: Module): Promise<Reply> {
  const deal = stateOf(module.fields, await liveRow(db, req, module));
  const of = ofWhat(one(req.query.of));
  const typed = of === 'day' ? module.fields.typed(deal.fields) : {};
  return stepPage(module, deal, of, blankForm(typed, req.kept));
}

/** Saves what is next; what was next before is done, as the history tells. */
export async function answerStep(tx: WriteDoor, req: PersonRequest, module: Module): Promise<Reply> {
  const sent = req.body ?? {};
  const of = ofWhat(sent.of);
  const deal = await mustRead(tx, module, idOf(req));
  if (deal.deletedAt) throw new NotFound();
  const form = blankForm(sent);
  const typed = Object.fromEntries(ASKS[of].map((name) => [name, sent[name] ?? '']));
  const body = { ...module.typed(deal.fields), ...typed };
  const read = module.fields.read(body, module.rules, String(deal.fields.currency));
  if (!read.ok) return stepPage(module, deal, of, { ...form, errors: read.form.errors }, 422);
  const version = sent.version === undefined ? deal.version : versionOf(sent);
  const saved = await saveRecord(tx, module, version, {
    data: read.data,
    before: deal,
    person: req.person,
    sent: body,
  });
  if (saved.kind === 'invalid') return stepPage(module, deal, of, { ...form, errors: saved.errors }, 422);
  if (saved.kind === 'conflict')
    return stepPage(module, deal, of, withError(form, '', await meanwhileText(tx, req, deal)), 409);
  const path = `${module.kind.path}/${deal.id}`;
  const entry = saved.kind === 'saved' ? saved.entry : undefined;
  const undo = entry && { undo: { action: `${path}/history/${entry}/reversal`, label: 'Undo' } };
  return redirect(path, { text: doneWords(of, deal, read.data), ...undo });
}

function doneWords(of: Of, { fields }: RecordState, after: Record<string, unknown>): string {
  const on = after.next_step_on ? formatDate(String(after.next_step_on)) : null;
  if (of === 'day') return on ? `Moved to ${on}.` : 'It has no day any more.';
  const done = fields.next_step ? `Done: ${fields.next_step}. ` : '';
  return after.next_step ? `${done}Next: ${after.next_step}.` : `${done}Nothing is next.`;
}

function stepPage(module: Module, deal: RecordState, of: Of, form: Form, status = 200): Reply {
  const path = `${module.kind.path}/${deal.id}`;
  const inputs = module.fields.inputs(undefined, undefined, { form });
  const names: readonly string[] = ASKS[of];
  return page(
    'records/act.njk',
    {
      kind: module.kind,
      form,
      back: path,
      action: `${path}/next-step`,
      edit_href: `${path}/edit`,
      act: { label: LABELS[of], verb: 'Save' },
      record: { name: deal.name },
      inputs: names.map((name) => ({ ...inputs[name], optional: true })),
      others: Object.entries(form.errors).flatMap(([name, text]) => (names.includes(name) ? [] : [text])),
      hidden_fields: { version: String(deal.version), of },
      folded: [],
      stay: 'Cancel',
      moves: of === 'next' && deal.fields.next_step ? `Done: ${deal.fields.next_step}` : '',
    },
    status,
  );
}
