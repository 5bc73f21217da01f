import type { PersonRequest } from '../../http/person.js';
import { invalid, type Reply, redirect } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { type Kind, pathOf } from '../kinds.js';
import { lockedRecord } from '../live.js';
import type { RecordModule } from '../module.js';
import { addTask } from './actions.js';
import { readTask } from './schema.js';
import { newTaskView } from './view.js';

/** Tasks about the records of a module: added here, changed and done at /tasks. They are one's own, also about what is common. */
export function recordTaskRoutes({ kind }: RecordModule): Route[] {
  return userRoutes(({ post }) => {
    post(`${kind.path}/:id/tasks`, (tx, req) => answerNew(tx, req, kind));
  });
}

async function answerNew(tx: WriteDoor, req: PersonRequest, kind: Kind): Promise<Reply> {
  const record = await lockedRecord(tx, kind, req.params.id);
  const read = readTask(req.body, req.person.timeZone);
  if (!read.ok) return invalid('records/task-new.njk', { ...newTaskView(record, read.form), form: read.form });
  await addTask(tx, read.data, record, read.submissionId);
  return redirect(`${pathOf(record)}?tab=tasks`, 'Task added.');
}
