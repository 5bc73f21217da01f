import { invalidBody } from '../../http/api/problem.js';
import type { ApiAnswer, ApiRequest, ApiRoute } from '../../http/api/route.js';
import { readerOf } from '../../http/list/sql.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import type { Module } from '../module.js';
import { tagRecord } from '../tags/index.js';
import { readForApi } from './json.js';
import { fieldsOf } from './pointers.js';
import { object, TAGS } from './schemas.js';
import { tagsIn } from './sent.js';

/** The tags of a module's records, put on and taken off by name; all of them are set by a change of the record. */
export function tagsApi(module: Module): ApiRoute[] {
  const { kind } = module;
  if (kind.untagged) return [];
  return [
    {
      method: 'post',
      door: 'write',
      path: `/v1${kind.path}/:id/tags`,
      id: `tag_${kind.name}`,
      group: kind.title,
      status: 200,
      summary: `Puts tags on one ${kind.one} and takes others off; new names become tags`,
      headers: ['Idempotency-Key'],
      takes: { type: 'object', properties: { add: TAGS, remove: TAGS } },
      gives: object({ tags: TAGS }),
      refuses: [404, 422],
      handler: (tx, req) => change(tx, req, module),
    },
  ];
}

async function change(tx: WriteDoor, req: ApiRequest, module: Module): Promise<ApiAnswer> {
  const { add, remove } = fieldsOf(req.body, ['add', 'remove']);
  const sent = { add: tagsIn(add, '/add'), remove: tagsIn(remove, '/remove') };
  const errors = Object.values(sent).flatMap((it) => ('errors' in it ? it.errors : []));
  if ('errors' in sent.add || 'errors' in sent.remove) throw invalidBody(errors);
  const done = await tagRecord(tx, module.kind, req.params.id, { add: sent.add.names, remove: sent.remove.names });
  if (!done.ok) throw invalidBody([{ pointer: '/add', detail: done.error }]);
  const record = await readForApi(readerOf(tx), module, done.record.id);
  return { body: { tags: record?.tags ?? [] } };
}
