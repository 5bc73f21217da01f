import { versionMeant } from '../../http/api/etag.js';
import type { ApiAnswer, ApiRequest, ApiRoute, ApiSchema } from '../../http/api/route.js';
import { idOf } from '../../http/form.js';
import { readerOf } from '../../http/list/sql.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import type { Module } from '../module.js';
import { mustRead } from '../record/save.js';
import type { RecordState } from '../state.js';
import { answerOf, toldOf } from './records.js';
import { recordSchema } from './schemas.js';

/** An act on one record that its module has a page of its own for: a POST to `noun` behind the record's address. */
type RecordAct = {
  noun: string;
  /** By which clients call it, in front of the kind's name. */
  verb: string;
  summary: string;
  takes?: ApiSchema;
  /** What it answers; the record itself where it is not stated. */
  gives?: ApiSchema;
  /** 201 where it answers a new record. */
  status?: 200 | 201;
  /** What must be held before the record is read. */
  hold?(tx: WriteDoor, id: string): Promise<void>;
  handler(tx: WriteDoor, req: ApiRequest, record: RecordState): Promise<ApiAnswer>;
};

/** The address of such an act: done to the version that If-Match means, once for an Idempotency-Key. */
export function actRoute(module: Module, { noun, verb, hold, handler, ...said }: RecordAct): ApiRoute {
  const { kind } = module;
  return {
    method: 'post',
    door: 'write',
    path: `/v1${kind.path}/:id/${noun}`,
    id: `${verb}_${kind.name}`,
    group: kind.title,
    status: said.status ?? 200,
    summary: said.summary,
    headers: ['If-Match', 'Idempotency-Key'],
    ...(said.takes && { takes: said.takes }),
    gives: said.gives ?? recordSchema(module),
    refuses: [404, 409, 412, 422],
    async handler(tx, req) {
      const id = idOf(req);
      await hold?.(tx, id);
      const told = await toldOf(readerOf(tx), module, id);
      versionMeant(req, told);
      return handler(tx, req, await mustRead(tx, module, id));
    },
  };
}

/** The answer with the record as it stands, after an act on it; 201 for one that the act made. */
export async function recordAnswer(
  tx: WriteDoor,
  req: ApiRequest,
  module: Module,
  id: string,
  status: 200 | 201 = 200,
) {
  const answer = answerOf(await toldOf(readerOf(tx), module, id));
  if (status === 200) return answer;
  const headers = { ...answer.headers, Location: `${req.baseUrl}/v1${module.kind.path}/${id}` };
  return { ...answer, status, headers };
}
