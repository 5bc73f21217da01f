import { dayOf, formatDate, today } from '../../http/format.js';
import { one, viewUrl } from '../../http/list/page.js';
import type { PersonRequest } from '../../http/person.js';
import { file, json, page, type Reply, redirect } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { audit } from '../../records/audit.js';
import type { Kind } from '../../records/kinds.js';
import { kindsOf, type RecordModule } from '../../records/module.js';
import { completeTask, deleteTask, dismissReminder, reopenTask, restoreTask } from '../../records/tasks/actions.js';
import { backOf, createTask, editTask, newTask, updateTask } from './form-handlers.js';
import { tasksCsv } from './list-csv.js';
import { sectionCounts, taskCountsOfNone, taskRows } from './list-queries.js';
import { readTaskList } from './list-request.js';
import { framing, taskListView } from './list-view.js';
import { suggestSubjects } from './subject.js';

/** One's own tasks: what is overdue, due today and to come, and what was done. */
export function taskRoutes(modules: readonly RecordModule[]): Route[] {
  const kinds = kindsOf(modules);
  return userRoutes(({ get, form, stream, post }) => {
    get('/tasks', (db, req) => showList(db, req, kinds));
    form('/tasks/new', (db, req) => newTask(db, req, kinds));
    get('/tasks/subjects', async (db, { query }) => json(await suggestSubjects(db, modules, query.q)));
    stream('/tasks/export.csv', (db, req) => exportCsv(db, req, kinds), noteExport);
    post('/tasks', (tx, req) => createTask(tx, req, kinds));
    form('/tasks/:id/edit', (db, req) => editTask(db, req, kinds));
    post('/tasks/:id', (tx, req) => updateTask(tx, req, kinds));

    post('/tasks/:id/completion', async (tx, req) => {
      const { title, next } = await completeTask(tx, kinds, idOf(req), req.person.timeZone);
      const text = next ? `Done: ${title}. It is due again on ${formatDate(next)}.` : `Done: ${title}.`;
      return redirect(backOf(req.body?.back), { text, undo: undoBy(req, 'completion/delete') });
    });
    post('/tasks/:id/completion/delete', async (tx, req) => {
      const title = await reopenTask(tx, idOf(req));
      return redirect(backOf(req.body?.back), `Open again: ${title}.`);
    });
    post('/tasks/:id/reminder/dismissal', async (tx, req) => {
      await dismissReminder(tx, idOf(req));
      return redirect(backOf(req.body?.back), 'Reminder dismissed.');
    });
    post('/tasks/:id/delete', async (tx, req) => {
      await deleteTask(tx, idOf(req));
      return redirect(backOf(req.body?.back), {
        text: '1 task moved to the trash.',
        undo: undoBy(req, 'restoration'),
      });
    });
    post('/tasks/:id/restoration', async (tx, req) => {
      await restoreTask(tx, idOf(req));
      return redirect(backOf(req.body?.back), 'Restored from the trash.');
    });
  });
}

async function showList(db: ReadDoor, req: PersonRequest, kinds: readonly Kind[]): Promise<Reply> {
  const asked = readTaskList(req.query);
  const { filter } = asked;
  if (!asked.readable) return page('tasks/index.njk', { ...framing(asked, req.person), failed: true }, 422);
  const rows = await taskRows(db, kinds, filter, asked.page);
  // The rows that stood here went meanwhile: the list begins anew.
  if (rows.length === 0 && asked.page.cursor) return redirect(viewUrl('/tasks', req.query, {}));
  const counts = rows[0] ?? (await taskCountsOfNone(db, filter));
  const sections = filter.state === 'open' ? await sectionCounts(db, kinds, filter, today(req.person.timeZone)) : null;
  return page('tasks/index.njk', taskListView(kinds, asked, { rows, counts, sections }, req.person));
}

// What cannot be read is not exported: it leads back to the list.
async function noteExport(tx: WriteDoor, req: PersonRequest): Promise<void> {
  if (readTaskList(req.query).readable) await audit(tx, req, 'exported', { kind: 'tasks', id: 'list' });
}

async function exportCsv(db: ReadDoor, req: PersonRequest, kinds: readonly Kind[]): Promise<Reply> {
  const asked = readTaskList(req.query);
  if (!asked.readable) return page('tasks/index.njk', { ...framing(asked, req.person), failed: true }, 422);
  return file(`tasks-${dayOf(new Date(), req.person.timeZone)}.csv`, 'text/csv', tasksCsv(db, kinds, asked));
}

function undoBy(req: PersonRequest, noun: string) {
  return { action: `/tasks/${idOf(req)}/${noun}`, label: 'Undo', fields: { back: backOf(req.body?.back) } };
}

function idOf(req: PersonRequest): string {
  return one(req.params.id) ?? '';
}
