import { ApiRefusal, invalidBody } from '../../../http/api/problem.js';
import type { ApiRoute } from '../../../http/api/route.js';
import { isId } from '../../../http/form.js';
import { count } from '../../../http/format.js';
import { readerOf } from '../../../http/list/sql.js';
import type { ReadDoor } from '../../../platform/postgres/database.js';
import { fieldsOf, pointer } from '../../../records/api/pointers.js';
import { ID, object } from '../../../records/api/schemas.js';
import { oneOf } from '../../../records/api/sent.js';
import type { Module } from '../../../records/module.js';
import { actOnRecording, LONGEST_S, RECORDING_ACTS } from './acts.js';
import { readRecording, takeOf } from './read.js';
import { elapsedAt } from './take.js';

const seconds = { type: ['number', 'null'], minimum: 0 };
const TAKE = object({
  state: { type: 'string', enum: ['not_begun', 'running', 'paused', 'ended'] },
  elapsed: { ...seconds, description: 'What its clock reads, in seconds; null before it began.' },
  length: { ...seconds, description: 'How long it was, once it has ended.' },
  segments: { type: 'array', items: object({ id: ID, title: { type: ['string', 'null'] }, mark: seconds }) },
});

/** The recording of an episode as it runs, for programs: how it stands, and what is done to it. */
export function recordingApi(module: Module): ApiRoute[] {
  const { kind } = module;
  const path = `/v1${kind.path}/:id/recording`;
  const of = { path, group: kind.title, status: 200, gives: TAKE };
  return [
    {
      method: 'get',
      door: 'read',
      id: `read_recording_of_${kind.name}`,
      ...of,
      summary: 'Reads how the recording of an episode stands: its clock, and when each segment began',
      refuses: [404],
      handler: async (db, req) => ({ body: await told(db, req.params.id) }),
    },
    {
      method: 'post',
      door: 'write',
      id: `act_on_recording_of_${kind.name}`,
      ...of,
      summary:
        'Starts, pauses, resumes or ends a recording, marks that a segment begins, or takes a mark back; what is sent twice is done once',
      takes: {
        type: 'object',
        properties: {
          act: { type: 'string', enum: [...RECORDING_ACTS] },
          segment: { ...ID, description: 'The one that is marked, or whose mark is taken back.' },
          at: {
            type: 'number',
            minimum: 0,
            maximum: LONGEST_S,
            description: 'What the clock read, in seconds; now unless it is sent.',
          },
        },
        required: ['act'],
      },
      refuses: [404, 409],
      async handler(tx, req) {
        refuseUnreadable(fieldsOf(req.body, ['act', 'segment', 'at']));
        const done = await actOnRecording(tx, req, module);
        if (!done.done) throw new ApiRefusal({ status: 409, title: 'This was not done', detail: done.text });
        return { body: await told(readerOf(tx), req.params.id) };
      },
    },
  ];
}

// The form reads the same, but tells a page of it.
function refuseUnreadable({ act, segment, at }: Record<string, unknown>): void {
  const isMark = act === 'mark' || act === 'unmark';
  const isRead = at === undefined || (typeof at === 'number' && at >= 0 && at <= LONGEST_S);
  const faults = {
    act: RECORDING_ACTS.some((it) => it === act) ? undefined : oneOf(RECORDING_ACTS),
    segment: isId(segment) || (segment === undefined && !isMark) ? undefined : 'Send the row of a segment.',
    at: isRead ? undefined : `Send seconds from 0 to ${count(LONGEST_S)}.`,
  };
  const errors = Object.entries(faults).flatMap(([name, detail]) =>
    detail ? [{ pointer: pointer(name), detail }] : [],
  );
  if (errors.length > 0) throw invalidBody(errors);
}

async function told(db: Pick<ReadDoor, 'row'>, id: unknown) {
  const recorded = await readRecording(db, id);
  const now = Date.now();
  const take = takeOf(recorded, now);
  const { startedAt, pausedAt, length } = take.clock;
  const state =
    startedAt === null ? (length === null ? 'not_begun' : 'ended') : pausedAt === null ? 'running' : 'paused';
  const segments = recorded.segments.map(({ id: segment, title, mark }) => ({ id: segment, title, mark }));
  return { state, elapsed: startedAt === null ? null : elapsedAt(take, now), length, segments };
}
