import { patternOf } from '../../http/list/sql.js';
import { raw, type Sql, sql } from '../../platform/postgres/sql.js';
import { besideRecords, targetOf } from '../../records/about.js';
import { placeOfNote } from '../../records/happenings.js';
import { type Kind, pathOf } from '../../records/kinds.js';
import type { Sought } from '../../records/module.js';
import type { FoundRow, Searched } from './searched.js';

/** How many are read, the newest: more than are shown, since some may lie in the trash with their record. */
const CANDIDATES = 100;

/** The notes about records by their text, the newest first; each leads to its place in what happened to its record. */
export function notesSought(kinds: readonly Kind[]): Searched {
  return {
    title: 'Notes',
    icon: 'file-text',
    isText: true,
    rows: (sought, most) => keptAbout(kinds, 'notes', sql`t.body`, sought, most),
    href: (row) => `${recordOf(kinds, row)}?earlier=${placeOfNote(row.id, row.at ?? new Date())}#note-${row.id}`,
  };
}

/** The files beside records by their names, the newest first; each leads to its line among those of its record. */
export function filesSought(kinds: readonly Kind[]): Searched {
  return {
    title: 'Files',
    icon: 'paperclip',
    rows: (sought, most) => keptAbout(kinds, 'attachments', sql`t.name`, sought, most),
    href: (row) => `${recordOf(kinds, row)}?tab=files#kept-${row.id}`,
  };
}

// The functions find through the index; the policies hold here, where the rows and their records are read.
function keptAbout(
  kinds: readonly Kind[],
  table: 'notes' | 'attachments',
  text: Sql,
  { words }: Sought,
  most: number,
): Sql {
  const { from, name, inTrash, columns } = besideRecords(kinds, table);
  return sql`
    select k.id, k.name, k.about_name as detail, null::text as note, count(*) over () as total, k.about_kind, k.about_id, k.at
    from (
      select t.id, ${text} as name, t.created_at as at, ${columns} from ${from}
      where t.id in (select ${raw(`${table}_holding`)}(${words.map(patternOf)}::text[], ${CANDIDATES}))
        and t.deleted_at is null and ${name} is not null and not (${inTrash})
    ) k order by k.at desc, k.id desc limit ${most}`;
}

function recordOf(kinds: readonly Kind[], row: FoundRow): string {
  const target = targetOf(kinds, row);
  return target ? pathOf(target) : '';
}
