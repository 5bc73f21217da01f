import { ApiRefusal, invalidBody } from '../../http/api/problem.js';
import type { ApiAnswer, ApiRequest, ApiRoute } from '../../http/api/route.js';
import { blankForm, isId } from '../../http/form.js';
import { readerOf } from '../../http/list/sql.js';
import { Collided, Conflict } from '../../platform/errors.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { actRoute, recordAnswer } from '../../records/api/acts.js';
import { fieldsOf, pointer, refused, textsOf } from '../../records/api/pointers.js';
import { ID, ID_OR_NONE, object, recordSchema, sendableFields } from '../../records/api/schemas.js';
import { readSent } from '../../records/api/sent.js';
import type { Row } from '../../records/fields/set.js';
import { readerNow } from '../../records/list/routes.js';
import type { Module } from '../../records/module.js';
import type { RecordState } from '../../records/state.js';
import { PLAN_FIELDS } from '../collabs/index.js';
import { ENDS, type End } from './closing.js';
import { endDeal, firstEnd, isEnd } from './closure.js';
import { placeCard } from './move.js';
import { moveDeal } from './moving.js';
import { renewDeal } from './renewal.js';
import { SAID, stagesOf } from './stages.js';
import { stagesApi } from './stages-api.js';
import { holdDeal, type StandingDeal, standing } from './standing.js';
import { firstPlan, winDeal } from './winning.js';

const text = { type: ['string', 'null'] };
const ENDINGS = Object.fromEntries(SAID.map((name) => [name, text]));
/** What is said of the collab of a won deal: its currency is the deal's. */
const PLANNED = PLAN_FIELDS.names.filter((name) => name !== 'currency') as string[];
const PLAN = { kind: { untagged: true }, list: {}, fields: PLAN_FIELDS } as const;

/** What programs do to a deal besides changing its fields: moving it on the board, closing it, beginning it anew. */
export function dealsApi(module: Module): ApiRoute[] {
  const hold = holdDeal;
  return [
    ...stagesApi(),
    actRoute(module, {
      noun: 'stage',
      verb: 'move',
      summary: 'Moves a deal to an open stage, to a place in its column; one that was closed is reopened',
      takes: {
        type: 'object',
        properties: {
          stage: { type: 'string' },
          place: { type: 'string', enum: ['first', 'last'] },
          ...{ before: ID, after: ID },
        },
        required: ['stage'],
      },
      hold,
      handler: (tx, req, deal) => move(tx, req, module, deal),
    }),
    actRoute(module, {
      noun: 'closure',
      verb: 'close',
      summary:
        'Closes a deal: won makes its collab, of which what is not sent is as its form proposes; or lost, or on hold',
      takes: {
        type: 'object',
        properties: {
          ...Object.fromEntries(Object.entries(sendableFields(PLAN_FIELDS)).filter(([name]) => PLANNED.includes(name))),
          ...ENDINGS,
          to: { type: 'string', enum: Object.keys(ENDS) },
        },
        required: ['to'],
      },
      gives: object({ deal: recordSchema(module), collab_id: ID_OR_NONE }),
      hold,
      handler: (tx, req, deal) => close(tx, req, module, deal),
    }),
    actRoute(module, {
      noun: 'renewal',
      verb: 'renew',
      status: 201,
      summary:
        'Begins a deal anew in the first stage, with the same company, people and deliverables: answers the new one',
      async handler(tx, req, deal) {
        const made = await renewDeal(tx, req, module, deal);
        if (!made.ok) throw refused(module.fields, made.errors, {});
        return recordAnswer(tx, req, module, made.id, 201);
      },
    }),
  ];
}

async function move(tx: WriteDoor, req: ApiRequest, module: Module, deal: RecordState): Promise<ApiAnswer> {
  const { stage, place, before, after } = fieldsOf(req.body, ['stage', 'place', 'before', 'after']);
  const wrong = (at: string, detail: string) => invalidBody([{ pointer: at, detail }]);
  const stages = await stagesOf(readerOf(tx));
  const to = stages.find(({ name }) => name === stage);
  if (!to) throw wrong('/stage', `Send one of ${stages.map(({ name }) => name).join(', ')}.`);
  if (to.kind !== 'open' && to.name !== deal.fields.stage)
    throw wrong('/stage', `A deal is led there by its closure: /closure with to ${to.kind}.`);
  if (place !== undefined && place !== 'first' && place !== 'last') throw wrong('/place', 'Send first or last.');
  for (const [at, id] of Object.entries({ before, after }))
    if (id !== undefined && !isId(id)) throw wrong(pointer(at), 'Send the id of a deal.');
  const saved = await moveDeal(tx, req, module, await standing(readerOf(tx), deal), to.name, deal.version);
  if (saved.kind === 'invalid') throw refused(module.fields, saved.errors, req.body);
  if (saved.kind === 'conflict') throw new Collided('a deal that is held was changed');
  const beside = { before, after } as { before?: string; after?: string };
  if (!(await placeCard(tx, deal.id, to.id, { ...beside, last: place === 'last' })))
    throw new Conflict('The deal that it was to stand beside is not in that stage.');
  return recordAnswer(tx, req, module, deal.id);
}

async function close(tx: WriteDoor, req: ApiRequest, module: Module, record: RecordState): Promise<ApiAnswer> {
  const deal = await standing(readerOf(tx), record);
  const { to, ...sent } = fieldsOf(req.body, [...PLANNED, ...SAID, 'to']);
  if (!isEnd(to)) throw invalidBody([{ pointer: '/to', detail: `Send one of ${Object.keys(ENDS).join(', ')}.` }]);
  // One that was won keeps its collab, whatever became of it.
  if (to === 'won' && !deal.collab) await win(tx, req, module, deal, sent);
  else await end(tx, req, module, deal, to, sent);
  const { body } = await recordAnswer(tx, req, module, deal.id);
  return { body: { deal: body, collab_id: (await standing(readerOf(tx), record)).collab?.id ?? null } };
}

async function end(tx: WriteDoor, req: ApiRequest, module: Module, deal: StandingDeal, to: End, sent: Row) {
  const { asks, folded } = ENDS[to];
  const typed = saidIn(sent, [...asks, ...folded]);
  const form = blankForm({ ...firstEnd(module, deal, readerNow(req).today), ...typed });
  const saved = await endDeal(tx, req, { module, deal, form }, to);
  if (saved.kind === 'refused') throw new ApiRefusal({ status: 409, title: saved.title, detail: saved.text });
  if (saved.kind === 'invalid') throw refused(module.fields, saved.errors, req.body);
  if (saved.kind === 'conflict') throw new Collided('a deal that is held was changed');
}

async function win(tx: WriteDoor, req: ApiRequest, module: Module, deal: StandingDeal, sent: Row): Promise<void> {
  const of = (names: readonly string[], are: boolean) =>
    Object.fromEntries(Object.entries(sent).filter(([name]) => names.includes(name) === are));
  const said = saidIn(of(PLANNED, false), ENDS.won.asks);
  const own = sent.payments === undefined ? {} : { plan: 'own' };
  if (own.plan && sent.plan !== undefined && sent.plan !== own.plan)
    throw invalidBody([{ pointer: '/payments', detail: 'Payments are sent where the plan is own, or left out.' }]);
  const read = await readSent(readerOf(tx), PLAN, of(PLANNED, true), {
    typed: PLAN_FIELDS.typed(firstPlan(deal)),
    told: { id: deal.id, version: deal.version, deliverables: [], payments: [] },
  });
  if (read.errors.length > 0) throw invalidBody(read.errors);
  const form = { closed_on: readerNow(req).today, ...read.body, ...said, ...own };
  const won = await winDeal(tx, req, { module, deal, form: blankForm(form) }, form);
  if (won.kind === 'conflict') throw new Collided('a deal that is held was changed');
  if (won.kind === 'invalid') throw refused(PLAN_FIELDS, won.errors, req.body);
}

// Days and words as they are typed; null for none.
function saidIn(sent: Row, names: readonly string[]): Record<string, string> {
  const strange = Object.keys(sent).filter((name) => !names.includes(name));
  if (strange.length > 0)
    throw invalidBody(
      strange.map((name) => ({ pointer: pointer(name), detail: 'This is not asked of a deal that ends so.' })),
    );
  return textsOf(sent, names);
}
