import type { Kind } from '../../records/kinds.js';

/** Tasks, as acts on many, saved views and the audit log know them; no module of records, so that none is about another. */
export const TASKS: Kind = {
  name: 'tasks',
  table: 'tasks',
  column: 'task_id',
  own: true,
  untagged: true,
  path: '/tasks',
  title: 'Tasks',
  one: 'task',
  many: 'tasks',
  icon: 'square-check-big',
};
