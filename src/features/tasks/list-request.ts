import { z } from 'zod';
import { type Form, parseForm } from '../../http/form.js';
import { searchWords } from '../../http/list/filter.js';
import { one, type Page, readPage } from '../../http/list/page.js';
import type { Query } from '../../http/list/view.js';
import { DEFAULTS, TASK_SORTS, type TaskFilter } from './list-queries.js';

/** A list as it was asked for; `readable` is false when the search could not be read and no row may be shown. */
export type ListRequest = { query: Query; filter: TaskFilter; form: Form; page: Page; readable: boolean };

const schema = z.object({ q: searchWords });

/** Reads what the list is asked for; what is to be done unless it is what is done. */
export function readTaskList(query: Query): ListRequest {
  const state = one(query.state) === 'done' ? 'done' : 'open';
  const page = readPage(query, TASK_SORTS[state], DEFAULTS[state]);
  const read = parseForm(schema, { q: query.q });
  return { query, filter: { state, words: read.ok ? read.data.q : [] }, form: read.form, page, readable: read.ok };
}
