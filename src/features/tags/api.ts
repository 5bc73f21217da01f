import { ApiRefusal, invalidBody, unreadableAddress } from '../../http/api/problem.js';
import type { ApiAnswer, ApiRequest, ApiRoute } from '../../http/api/route.js';
import { idOf, isId, parseForm } from '../../http/form.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { fieldsOf, refusedForm, textsOf } from '../../records/api/pointers.js';
import { ID, object } from '../../records/api/schemas.js';
import type { Kind } from '../../records/kinds.js';
import { MANY_MS } from '../../records/limits.js';
import {
  COLOURS,
  type HeldTag,
  heldTag,
  heldToName,
  removeTag,
  type Scope,
  saveTag,
} from '../../records/tags/index.js';
import { heldPair } from './merging.js';
import { tagsOf } from './queries.js';
import { tagForm } from './schema.js';

const OF = ['own', 'common'];
const NAMED = {
  id: ID,
  name: { type: 'string' },
  colour: { type: 'string', enum: [...COLOURS] },
  of: { type: 'string', enum: OF, description: 'Own records carry one’s own tags, common records the common ones.' },
};
const TAG = object(NAMED);
const COUNTED = object({
  ...NAMED,
  uses: {
    type: 'object',
    additionalProperties: { type: 'integer', minimum: 0 },
    description: 'How many records of each module carry it, up to 1,001 for more than 1,000.',
  },
});
const REMOVED = object({ batch_id: { ...ID, description: 'What takes it back: POST /v1/batches/{id}/undo.' } });

/** The names of tags: listed, changed, merged, deleted. New ones are made by putting them on a record. */
export function tagNamesApi(kinds: readonly Kind[]): ApiRoute[] {
  const one = '/v1/tags/:id';
  const of = (act: string, path: string) => ({ id: act, path, group: 'Tags', status: 200 });
  const many = { door: 'write' as const, limitMs: MANY_MS };
  return [
    {
      method: 'get',
      door: 'read',
      ...of('list_tags', '/v1/tags'),
      summary: 'Lists the tags of one’s own records, or of common ones, by name, with how many carry each',
      query: [{ name: 'of', about: 'Own, unless it is said', schema: { type: 'string', enum: OF } }],
      gives: object({ data: { type: 'array', items: COUNTED } }),
      refuses: [422],
      async handler(db, req) {
        const tags = await tagsOf(db, scopeAsked(req), kinds);
        return { body: { data: tags.map((tag) => ({ ...json(tag), uses: tag.uses })) } };
      },
    },
    {
      method: 'patch',
      door: 'write',
      ...of('change_tag', one),
      summary: 'Renames or colours a tag, on all records that carry it: 409 names the one that is called so already',
      takes: { type: 'object', properties: { name: NAMED.name, colour: NAMED.colour } },
      gives: TAG,
      refuses: [404, 409, 422],
      handler: (tx, req) => change(tx, req),
    },
    {
      method: 'post',
      ...many,
      ...of('merge_tag', `${one}/merge`),
      summary: 'Puts another tag in the place of this one, on all records that carry it',
      headers: ['Idempotency-Key'],
      takes: object({ into: ID }),
      gives: REMOVED,
      refuses: [404, 422],
      async handler(tx: WriteDoor, req: ApiRequest) {
        const { into } = fieldsOf(req.body, ['into']);
        if (!isId(into)) throw invalidBody([{ pointer: '/into', detail: 'Send the id of a tag.' }]);
        const pair = await heldPair(tx, idOf(req), into);
        return { body: { batch_id: await removeTag(tx, kinds, pair.tag, pair.into) } };
      },
    },
    {
      method: 'delete',
      ...many,
      ...of('delete_tag', one),
      summary: 'Deletes a tag, and takes it off all records that carry it',
      gives: REMOVED,
      refuses: [404],
      handler: async (tx: WriteDoor, req: ApiRequest) => ({
        body: { batch_id: await removeTag(tx, kinds, await heldTag(tx, idOf(req))) },
      }),
    },
  ];
}

async function change(tx: WriteDoor, req: ApiRequest): Promise<ApiAnswer> {
  const sent = textsOf(req.body, ['name', 'colour']);
  const tag = await heldToName(tx, idOf(req));
  const read = parseForm(tagForm, { name: tag.name, colour: tag.colour, ...sent });
  if (!read.ok) throw refusedForm(read.form.errors);
  const saved = await saveTag(tx, tag, read.data);
  if (saved.kind === 'saved') return { body: json({ ...tag, ...read.data }) };
  throw new ApiRefusal({
    status: 409,
    title: 'There is a tag of this name already',
    detail: 'Nothing was changed. Merge this one into it to have one of both.',
    candidates: [json(saved.by)],
  });
}

function scopeAsked({ query }: ApiRequest): Scope {
  const { of = 'own' } = query;
  if (of === 'own' || of === 'common') return of;
  throw unreadableAddress([{ parameter: 'of', detail: 'Send own or common.' }]);
}

const json = ({ id, name, colour, scope }: HeldTag) => ({ id, name, colour, of: scope });
