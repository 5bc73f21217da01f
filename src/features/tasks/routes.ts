import { idOf } from '../../http/form.js';
import { formatDate } from '../../http/format.js';
import type { PersonRequest } from '../../http/person.js';
import { json, redirect } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import { bulkRoutes } from '../../records/bulk/routes.js';
import { kindsOf, type Listed, type RecordModule, type RecordParts } from '../../records/module.js';
import { listRoutes } from '../../records/module-routes.js';
import { completeTask, deleteTask, dismissReminder, reopenTask, restoreTask } from '../../records/tasks/actions.js';
import { viewRoutes } from '../../records/views/routes.js';
import { backOf, createTask, editTask, newTask, showTask, updateTask } from './form-handlers.js';
import { suggestSubjects } from './subject.js';

/** One's own tasks: a list as records have it, and what is done to one of them. */
export function taskRoutes(tasks: Listed, modules: readonly RecordModule[], parts: RecordParts): Route[] {
  const kinds = kindsOf(modules);
  return [
    ...listRoutes(tasks),
    ...bulkRoutes(tasks, parts),
    ...viewRoutes(tasks),
    ...userRoutes(({ get, form, post }) => {
      form('/tasks/new', (db, req) => newTask(db, req, kinds));
      get('/tasks/subjects', async (db, { query }) => json(await suggestSubjects(db, modules, query.q)));
      post('/tasks', (tx, req) => createTask(tx, req, kinds));
      get('/tasks/:id', (db, req) => showTask(db, req, kinds));
      form('/tasks/:id/edit', (db, req) => editTask(db, req, kinds));
      post('/tasks/:id', (tx, req) => updateTask(tx, req, kinds));

      post('/tasks/:id/completion', async (tx, req) => {
        const { title, next } = await completeTask(tx, kinds, idOf(req), req.person.timeZone);
        const text = next ? `Done: ${title}. It is due again on ${formatDate(next)}.` : `Done: ${title}.`;
        return redirect(backOf(req.body), { text, undo: undoBy(req, 'completion/delete') });
      });
      post('/tasks/:id/completion/delete', async (tx, req) => {
        const title = await reopenTask(tx, idOf(req));
        return redirect(backOf(req.body), `Open again: ${title}.`);
      });
      post('/tasks/:id/reminder/dismissal', async (tx, req) => {
        await dismissReminder(tx, idOf(req));
        return redirect(backOf(req.body), 'Reminder dismissed.');
      });
      post('/tasks/:id/delete', async (tx, req) => {
        await deleteTask(tx, idOf(req));
        return redirect(backOf(req.body), {
          text: '1 task moved to the trash.',
          undo: undoBy(req, 'restoration'),
        });
      });
      post('/tasks/:id/restoration', async (tx, req) => {
        await restoreTask(tx, idOf(req));
        return redirect(backOf(req.body), 'Restored from the trash.');
      });
    }),
  ];
}

function undoBy(req: PersonRequest, noun: string) {
  return { action: `/tasks/${idOf(req)}/${noun}`, label: 'Undo', fields: { back: backOf(req.body) } };
}
