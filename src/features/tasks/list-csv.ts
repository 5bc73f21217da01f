import { csvLines, csvText } from '../../http/csv.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import type { Kind } from '../../records/kinds.js';
import { listedTasks, type TaskListRow } from './list-queries.js';
import type { ListRequest } from './list-request.js';

/** The head of the export: names that programs rely on. */
export const CSV_COLUMNS = [
  'id',
  'title',
  'due_on',
  'remind_at',
  'done_at',
  'module',
  'record_id',
  'record',
  'repeats',
];

/** The tasks of a list in its order as CSV; moments are in UTC. */
export async function* tasksCsv(
  db: ReadDoor,
  kinds: readonly Kind[],
  { filter, page }: Pick<ListRequest, 'filter' | 'page'>,
): AsyncGenerator<string> {
  yield csvLines([CSV_COLUMNS]);
  for await (const batch of listedTasks(db, kinds, filter, page)) yield csvLines(batch.map(cellsOf));
}

function cellsOf(row: TaskListRow): string[] {
  const { id, title, due_on, repeats, remind_at, done_at, about_kind, about_id, about_name } = row;
  return [
    id,
    csvText(title),
    due_on ?? '',
    remind_at?.toISOString() ?? '',
    done_at?.toISOString() ?? '',
    about_kind ?? '',
    about_id ?? '',
    csvText(about_name),
    repeats ?? '',
  ];
}
