import { invalidBody } from '../../http/api/problem.js';
import type { ApiAnswer, ApiRequest, ApiRoute } from '../../http/api/route.js';
import { readerOf } from '../../http/list/sql.js';
import { Conflict } from '../../platform/errors.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { fieldsOf, pointer, refused, textsOf } from '../../records/api/pointers.js';
import { ID_OR_NONE, MOMENT, object } from '../../records/api/schemas.js';
import type { Module } from '../../records/module.js';
import { itemOf, itemsOf, keepProof, moveTicks, PROOF } from './disclosure/answers.js';
import type { Item } from './disclosure/checklist.js';
import type { OfDeliverable } from './disclosure/page.js';
import type { Tick } from './disclosure/queries.js';
import { deliverableOf } from './disclosure/routes.js';

const text = { type: 'string' };
const textOrNone = { type: ['string', 'null'] };
const TICK = {
  type: ['object', 'null'],
  ...{ properties: { at: MOMENT, by: textOrNone, link: textOrNone, file_id: ID_OR_NONE, place: textOrNone } },
  required: ['at', 'by', 'link', 'file_id', 'place'],
};
const LIST = object({
  data: { type: 'array', items: object({ rule: text, text, enough: text, tick: TICK }) },
});
const RULES = { type: 'array', items: text, maxItems: 50 };
const PROVES = ['link', 'file_id', 'place'];

/** The disclosure checklist of a deliverable, for programs: which items apply, their ticks, and what proves them. */
export function collabsApi(module: Module): ApiRoute[] {
  const { kind } = module;
  const path = `/v1${kind.path}/:id/deliverables/:row/disclosure`;
  const of = { group: kind.title, status: 200, gives: LIST };
  return [
    {
      method: 'get',
      door: 'read',
      path,
      id: 'read_disclosure_of_collab',
      ...of,
      summary: 'Lists what a deliverable must disclose, each item with its tick',
      refuses: [404],
      handler: async (db, req) => told(db, await deliverableOf(db, req, module)),
    },
    {
      method: 'post',
      door: 'write',
      path,
      id: 'tick_disclosure_of_collab',
      ...of,
      summary: 'Ticks items of the checklist, and takes ticks back: what is ticked already, or is not, stays as it is',
      headers: ['Idempotency-Key'],
      takes: { type: 'object', properties: { tick: RULES, take_back: RULES } },
      refuses: [404, 422],
      handler: (tx, req) => tick(tx, req, module),
    },
    {
      method: 'post',
      door: 'write',
      path: `${path}/:rule`,
      id: 'prove_disclosure_of_collab',
      ...of,
      summary: 'Ticks one item with what proves it: a link, or a file of the collab, and where in it',
      headers: ['Idempotency-Key'],
      takes: { type: 'object', properties: { link: textOrNone, file_id: ID_OR_NONE, place: textOrNone } },
      refuses: [404, 409, 422],
      handler: (tx, req) => prove(tx, req, module),
    },
  ];
}

async function tick(tx: WriteDoor, req: ApiRequest, module: Module): Promise<ApiAnswer> {
  const db = readerOf(tx) as ReadDoor;
  const it = await deliverableOf(db, req, module);
  const { tick: added = [], take_back: removed = [] } = fieldsOf(req.body, ['tick', 'take_back']);
  const known = (await itemsOf(db, it)).map(({ id }) => id);
  const errors = Object.entries({ tick: added, take_back: removed }).flatMap(([name, rules]) =>
    Array.isArray(rules) && rules.every((rule) => known.includes(rule))
      ? []
      : [{ pointer: pointer(name), detail: `Send a list of items that apply: ${known.join(', ')}.` }],
  );
  if (errors.length > 0) throw invalidBody(errors);
  await moveTicks(tx, it, { added: added as string[], removed: removed as string[] });
  return told(db, it);
}

async function prove(tx: WriteDoor, req: ApiRequest, module: Module): Promise<ApiAnswer> {
  const db = readerOf(tx) as ReadDoor;
  const it = await deliverableOf(db, req, module);
  const item = await itemOf(db, req, it);
  const { link = '', ...sent } = textsOf(req.body, PROVES);
  const kept = await keepProof(tx, module, it, item, { proof_link: link, ...sent });
  if (kept.kind === 'meanwhile') throw new Conflict('It was ticked at this moment. Send it again.');
  if (kept.kind === 'invalid') {
    const { proof_link, ...errors } = kept.form.errors;
    throw refused(PROOF, { ...errors, ...(proof_link && { link: proof_link }) }, req.body);
  }
  return told(db, it);
}

async function told(db: Pick<ReadDoor, 'row' | 'rows'>, it: OfDeliverable): Promise<ApiAnswer> {
  return { body: { data: (await itemsOf(db, it)).map(json) } };
}

function json({ id, text: said, words, tick: stands }: Item<Tick>) {
  const { at, by, proof_link, file_id, place } = stands ?? {};
  const told = stands && { at: at && new Date(at).toISOString(), by, link: proof_link, file_id, place };
  return { rule: id, text: said, enough: words, tick: told };
}
