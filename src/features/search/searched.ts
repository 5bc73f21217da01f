import { viewUrl } from '../../http/list/page.js';
import type { Person } from '../../http/person.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import type { RecordModule, SearchRow, Sought } from '../../records/module.js';
import type { States } from '../../records/states.js';

/** A row that was found; `about_kind` and `about_id` name the record it belongs to, where it is none itself; `at`: when it came there. */
export type FoundRow = SearchRow & { about_kind: string | null; about_id: string | null; at: Date | null };

/** The columns of a `FoundRow` that belongs to no record. */
export const ABOUT_NONE: Sql = sql`null::text as about_kind, null::text as about_id, null::timestamptz as at`;

/** One kind of thing that the search finds. */
export type Searched = {
  title: string;
  icon: string;
  /** A select of `FoundRow`s, the closest first, `most` at most. */
  rows(sought: Sought, most: number): Sql;
  href(row: FoundRow, person: Person): string;
  /** Where all that hold what was typed are listed. */
  list?(typed: string): string;
  states?: States;
  /** That the name is a long text, of which a piece around what was typed is shown. */
  isText?: true;
};

/** The records of a module as the search finds them. */
export function recordsOf({ kind, search, states }: RecordModule): Searched {
  const { title, icon, path } = kind;
  return {
    title,
    icon,
    states,
    rows: (sought, most) => sql`select r.*, ${ABOUT_NONE} from (${search(sought, most)}) r`,
    href: ({ id }) => `${path}/${id}`,
    list: (q) => viewUrl(path, {}, { q }),
  };
}
