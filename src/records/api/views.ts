import { ApiRefusal, invalidBody } from '../../http/api/problem.js';
import type { ApiAnswer, ApiRequest, ApiRoute } from '../../http/api/route.js';
import { parseForm } from '../../http/form.js';
import { readQuery } from '../../http/form-text.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import type { ListedModule } from '../module.js';
import { createView, deleteView, heldView, renameView, setQuery } from '../views/actions.js';
import { NAME_TAKEN, readKept, TOO_MANY, UNREADABLE } from '../views/answers.js';
import { type SavedView, savedViews } from '../views/queries.js';
import { MAX_NAME, viewForm } from '../views/schema.js';
import { fieldsOf, pointer, refusedForm } from './pointers.js';
import { object } from './schemas.js';

const text = { type: 'string' };
const tick = { type: 'boolean' };
const VIEW = object({
  id: text,
  name: text,
  query: { ...text, description: 'What it asks of its list, as an address has it behind the question mark.' },
  pinned: tick,
  default: tick,
  own: { ...tick, description: 'False: everybody has it, and nobody changes it.' },
});
const TAKES = {
  type: 'object',
  properties: { name: { ...text, maxLength: MAX_NAME }, query: text, pinned: tick, default: tick },
};
const KEPT = ['sort', 'limit', 'columns'];
const NAMES = ['name', 'query', 'pinned', 'default'];

/** The saved views of a module's list: those that everybody has, and one's own. */
export function viewsApi(module: ListedModule): ApiRoute[] {
  const { kind } = module;
  const path = `/v1${kind.path}/views`;
  const one = `${path}/:view`;
  const of = (act: string, at: string) => ({ id: `${act}_of_${kind.name}`, path: at, group: kind.title });
  const door = 'write';
  return [
    {
      method: 'get',
      door: 'read',
      ...of('list_views', path),
      status: 200,
      summary: `Lists the saved views of ${kind.many}: a list takes the id of one as its parameter view`,
      gives: object({ data: { type: 'array', items: VIEW } }),
      handler: async (db) => ({ body: { data: [...starters(module), ...(await savedViews(db, kind)).map(json)] } }),
    },
    {
      method: 'post',
      door,
      ...of('save_view', path),
      status: 201,
      summary: `Saves a view of ${kind.many}`,
      headers: ['Idempotency-Key'],
      takes: TAKES,
      gives: VIEW,
      refuses: [409, 422],
      handler: (tx, req) => make(tx, req, module),
    },
    {
      method: 'patch',
      door,
      ...of('change_view', one),
      status: 200,
      summary: 'Changes a saved view of one’s own: what is not sent stays',
      takes: TAKES,
      gives: VIEW,
      refuses: [404, 422],
      handler: (tx, req) => change(tx, req, module),
    },
    {
      method: 'delete',
      door,
      ...of('delete_view', one),
      status: 204,
      summary: 'Deletes a saved view of one’s own, at once and for good',
      refuses: [404],
      async handler(tx, req) {
        await deleteView(tx, kind, req.params.view);
        return {};
      },
    },
  ];
}

async function make(tx: WriteDoor, req: ApiRequest, module: ListedModule): Promise<ApiAnswer> {
  const data = await dataOf(tx, req, module, {});
  const made = await createView(tx, module.kind, data, null);
  if (made.kind === 'too_many') throw new ApiRefusal({ status: 409, title: 'No more views', detail: TOO_MANY });
  if (made.kind !== 'made') throw invalidBody([{ pointer: '/name', detail: NAME_TAKEN }]);
  const view = await heldView(tx, module.kind, made.id);
  return { status: 201, body: json(view), headers: { Location: `${req.baseUrl}${req.path}/${made.id}` } };
}

async function change(tx: WriteDoor, req: ApiRequest, module: ListedModule): Promise<ApiAnswer> {
  const { kind } = module;
  const before = await heldView(tx, kind, req.params.view);
  const data = await dataOf(tx, req, module, json(before));
  if (!(await renameView(tx, kind, before.id, data))) throw invalidBody([{ pointer: '/name', detail: NAME_TAKEN }]);
  await setQuery(tx, kind, before.id, data.query);
  return { body: json(await heldView(tx, kind, before.id)) };
}

async function dataOf(tx: WriteDoor, req: ApiRequest, module: ListedModule, before: Partial<ReturnType<typeof json>>) {
  const sent = { ...before, ...fieldsOf(req.body, NAMES) };
  const errors = NAMES.flatMap((name) => {
    const value = sent[name as keyof typeof sent];
    const isTick = name === 'pinned' || name === 'default';
    if (value === undefined || typeof value === (isTick ? 'boolean' : 'string')) return [];
    return [{ pointer: pointer(name), detail: isTick ? 'Send true or false.' : 'Send a text.' }];
  });
  if (errors.length > 0) throw invalidBody(errors);
  const { name = '', query = '', pinned = false, default: isDefault = false } = sent;
  const read = parseForm(viewForm, { name, query, pinned: String(pinned), default: String(isDefault) });
  if (!read.ok) throw refusedForm(read.form.errors);
  const strange = Object.keys(readQuery(read.data.query)).find(
    (it) => ![...module.address.filters, ...KEPT].includes(it),
  );
  if (strange !== undefined)
    throw invalidBody([{ pointer: '/query', detail: `This list has no parameter “${strange}” that a view keeps.` }]);
  const kept = await readKept(tx, req, module, read.data.query);
  if (kept === undefined) throw invalidBody([{ pointer: '/query', detail: UNREADABLE }]);
  return { ...read.data, query: kept };
}

function json({ id, name, query, is_pinned, is_default }: SavedView) {
  return { id, name, query, pinned: is_pinned, default: is_default, own: true };
}

function starters({ address }: ListedModule) {
  return address.starters.map(({ id, name, query }) => ({
    ...{ id, name, query },
    ...{ pinned: true, default: id === address.opens, own: false },
  }));
}
