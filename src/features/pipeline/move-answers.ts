import { blankForm, type Form, idOf, isId, versionOf } from '../../http/form.js';
import { readQuery } from '../../http/form-text.js';
import { ago } from '../../http/format.js';
import { one } from '../../http/list/page.js';
import { readerOf } from '../../http/list/sql.js';
import type { PersonRequest } from '../../http/person.js';
import { page, type Reply, redirect } from '../../http/reply.js';
import { NotFound } from '../../platform/errors.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { changesSince, personName } from '../../records/history.js';
import type { Module, RecordState } from '../../records/module.js';
import { liveRow } from '../../records/record/routes.js';
import { mustRead } from '../../records/record/save.js';
import { showBoard } from './board-page.js';
import { PIPELINE } from './kind.js';
import { type CardPlace, placeCard, placeNow, rankOf } from './move.js';
import { moveDeal, movedWords } from './moving.js';
import { type Stage, stagesOf } from './stages.js';
import { holdDeal, type StandingDeal, standing } from './standing.js';

const PLACES = [
  { value: 'first', label: 'At the top of the column' },
  { value: 'last', label: 'At the foot of the column' },
];
const GONE = 'This stage is no longer there. Choose one of the list.';

/** A deal as the form that moves it knows it. */
type Deal = { id: string; name: string; version: number; stage: string };
/** Why a card did not go where it was put. */
type Refusal = { title: string; text: string; href?: string; label?: string };

/** The form that moves a deal to another stage, or to an end of its column. */
export async function showMove(db: ReadDoor, req: PersonRequest, module: Module): Promise<Reply> {
  const { id, name, version, stage } = await liveRow(db, req, module);
  const stages = await stagesOf(db);
  const form = blankForm({ stage, place: 'first', board: req.query.board }, req.kept);
  return movePage({ id, name, version, stage: String(stage) }, stages, form);
}

/** Moves a deal: to an open stage, to a place in its column, or to the form that closes it. */
export async function answerMove(tx: WriteDoor, req: PersonRequest, module: Module): Promise<Reply> {
  const sent = req.body ?? {};
  const id = idOf(req);
  await holdDeal(tx, id);
  const deal = await mustRead(tx, module, id);
  if (deal.deletedAt) throw new NotFound();
  const stages = await stagesOf(readerOf(tx));
  const refused = (text: string, status: number) => refuse(tx, req, module, { deal, stages, text, status });
  const to = stages.find(({ name }) => name === sent.stage);
  if (!to) return refused(GONE, 422);
  if (to.kind !== 'open' && to.name !== deal.fields.stage)
    return redirect(`${PIPELINE.path}/${id}/closure?to=${to.kind}`);
  // A button alone was pressed over nothing.
  const version = sent.version === undefined ? deal.version : versionOf(sent);
  if (version !== deal.version) return refused(await meanwhile(tx, req, deal, version), 409);
  const back = await placeNow(tx, id);
  const stood = await standing(readerOf(tx), deal);
  const saved = await moveDeal(tx, req, module, stood, to.name, version);
  if (saved.kind === 'invalid') return refused(told(module, saved.errors), 422);
  if (!(await placeCard(tx, id, to.id, placeOf(sent)))) return refused('The card it was to stand beside is gone.', 409);
  const isSaved = saved.kind === 'saved';
  const fields = {
    stage: String(deal.fields.stage),
    version: String(version + (isSaved ? 1 : 0)),
    board: one(sent.board) ?? '',
  };
  const undo = stood.kind === 'open' && {
    undo: { action: `${PIPELINE.path}/${id}/stage`, label: 'Undo', fields: { ...fields, ...back } },
  };
  return redirect(backTo(id, sent), { text: await movedTo(tx, stood, to.name), ...undo });
}

async function movedTo(tx: WriteDoor, deal: StandingDeal, stage: string): Promise<string> {
  if (deal.kind !== 'open') return movedWords(deal, stage);
  const { rank, all } = await rankOf(tx, deal.id);
  return `Moved ${deal.name} to ${stage}, ${rank} of ${all}.`;
}

function placeOf(sent: Record<string, unknown>): CardPlace {
  const id = (text: unknown) => (isId(text) ? text : undefined);
  return { before: id(sent.before), after: id(sent.after), last: sent.place === 'last' };
}

function told(module: Module, errors: Record<string, string>): string {
  const each = Object.entries(errors);
  return each.map(([field, text]) => (field === 'stage' ? text : `${module.label(field)}: ${text}`)).join(' ');
}

/** Who moved or changed the deal since the card was read. */
async function meanwhile(tx: WriteDoor, req: PersonRequest, deal: RecordState, version: number): Promise<string> {
  const since = await changesSince(tx, { kind: PIPELINE, id: deal.id }, deal.version - version);
  const who = deal.updatedBy === req.person.id ? 'You' : await personName(tx, deal.updatedBy);
  const did = since.some(({ stage }) => stage) ? `moved this to ${deal.fields.stage}` : 'changed this';
  return `${who} ${did} ${ago(deal.updatedAt, new Date())}.`;
}

type Refused = { deal: RecordState; stages: Stage[]; text: string; status: number };

// A card that was drawn or moved by keys goes back on its board; the form says it in place.
async function refuse(tx: WriteDoor, req: PersonRequest, module: Module, { deal, stages, text, status }: Refused) {
  const sent = req.body ?? {};
  const { id, name, version, fields } = deal;
  if (sent.by === 'board') {
    const notice = {
      text: `${name} is back where it stands. ${text}`,
      href: `${PIPELINE.path}/${id}`,
      label: 'Look at it',
    };
    const board = await showBoard(readerOf(tx), req, module, readQuery(boardOf(sent)), { notice, status });
    if (board) return board;
  }
  const form = blankForm(sent);
  if (status === 422)
    return movePage({ id, name, version, stage: String(fields.stage) }, stages, withStage(form, text), status);
  const again = `${PIPELINE.path}/${id}/stage?${new URLSearchParams({ board: boardOf(sent) || '-' })}`;
  const refused = {
    title: text,
    text: 'The move was meant for what stood there before.',
    href: again,
    label: 'Look again',
  };
  return movePage({ id, name, version, stage: String(fields.stage) }, stages, form, status, refused);
}

const withStage = ({ values }: Form, stage: string): Form => ({ values, errors: { stage } });

function movePage(deal: Deal, stages: Stage[], form: Form, status = 200, refused?: Refusal): Reply {
  const path = `${PIPELINE.path}/${deal.id}`;
  const open = stages.filter(({ kind, name }) => kind === 'open' || name === deal.stage);
  const ends = stages.filter((it) => !open.includes(it)).map(({ name }) => ({ value: name, label: `${name} …` }));
  const stage = { control: 'select', name: 'stage', label: 'Stage' };
  const place = { control: 'radios', name: 'place', label: 'Place', options: PLACES };
  return page(
    'records/act.njk',
    {
      kind: PIPELINE,
      form,
      refused,
      record: { name: deal.name },
      act: { label: 'Move', verb: 'Move' },
      action: `${path}/stage`,
      back: backTo(deal.id, form.values),
      stay: 'Cancel',
      inputs: [{ ...stage, options: [...open.map(({ name }) => ({ value: name, label: name })), ...ends] }, place],
      hidden_fields: { version: String(deal.version), board: form.values.board },
      moves: `In ${deal.stage} now.`,
    },
    status,
  );
}

// The board that it was moved on: '-' is one without any filter.
function boardOf({ board }: { board?: unknown }): string {
  return one(board)?.replace(/^-$/, '') ?? '';
}

function backTo(id: string, sent: { board?: unknown }): string {
  const board = one(sent.board);
  if (!board) return `${PIPELINE.path}/${id}`;
  return board === '-' ? PIPELINE.path : `${PIPELINE.path}?${board}`;
}
