import { readerOf } from '../../../http/list/sql.js';
import type { PersonRequest } from '../../../http/person.js';
import { json, page, type Reply, redirect } from '../../../http/reply.js';
import { type Route, userRoutes } from '../../../http/routes.js';
import type { WriteDoor } from '../../../platform/postgres/database.js';
import type { Module } from '../../../records/module.js';
import { GUIDE } from '../kind.js';
import { type ActDone, actOnRecording } from './acts.js';
import { readRecording } from './read.js';
import { recordingView } from './view.js';

const PATH = `${GUIDE.path}/:id/recording`;
const SAID = {
  start: 'The recording began.',
  mark: 'Marked.',
  unmark: 'The last mark is gone.',
  pause: 'Paused.',
  resume: 'Goes on.',
  end: 'The recording ended.',
} as const;

/** The recording of an episode: its page, what a form does, and what a page with a clock sends. */
export function recordingRoutes(module: Module): Route[] {
  return userRoutes(({ get, post }) => {
    get(PATH, async (db, req) =>
      page('guide/recording.njk', { recording: recordingView(await readRecording(db, req.params.id), req.person) }),
    );
    post(PATH, async (tx, req) => answerForm(req, await actOnRecording(tx, req, module)));
    post(`${PATH}/acts`, async (tx, req) => answerClock(tx, req, await actOnRecording(tx, req, module)));
  });
}

function answerForm({ params }: PersonRequest, done: ActDone): Reply {
  const path = `${GUIDE.path}/${params.id}`;
  if (!done.done) return redirect(`${path}/recording`, { text: done.text });
  const undo = done.entry && { undo: { action: `${path}/history/${done.entry}/reversal`, label: 'Undo' } };
  return redirect(`${path}/recording`, { text: SAID[done.act], ...undo });
}

// How it stands now, so that a page sees what others did meanwhile.
async function answerClock(tx: WriteDoor, req: PersonRequest, done: ActDone): Promise<Reply> {
  const { since, still, length, segments } = await readRecording(readerOf(tx), req.params.id);
  const marks = Object.fromEntries(segments.map(({ id, mark }) => [id, mark]));
  return json({ done: done.done, text: done.done ? '' : done.text, read: Date.now(), since, still, length, marks });
}
