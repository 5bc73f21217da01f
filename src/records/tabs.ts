import { countText } from '../http/list/view.js';
import type { ReadDoor } from '../platform/postgres/database.js';
import { join, sql } from '../platform/postgres/sql.js';
import { fileCount, firstPhotos, type PhotoRow } from './attachments/queries.js';
import { isAbout, type Target } from './kinds.js';
import type { Related } from './related.js';

/** `referring`: how many rows each of what refers to the record has, in their order. */
type Kept = {
  tasks: number;
  files: number;
  referring: number[];
  photos: { count: number; shown: PhotoRow[] };
};
/** What refers to a record, with how many rows of it there are. */
type Counted = { of: Related; count: number };
/** A part of a record's page; `related`: the rows that it shows, where they are other records'. */
export type Tab = { name: string; label: string; count: number; related?: Counted[] };

/** What is kept about a record, in numbers, and its first photos: one statement. */
export async function keptAbout(db: ReadDoor, target: Target, related: readonly Related[]): Promise<Kept> {
  const referring = related.map(({ count }) => count(target.id));
  const kept = await db.row<Kept>(
    sql`
    select (select count(*) from tasks t where ${isAbout('t', target)} and t.deleted_at is null and t.done_at is null) as tasks,
      ${fileCount(target)} as files, ${firstPhotos(target)} as photos,
      ${referring.length > 0 ? sql`jsonb_build_array(${join(referring)})` : sql`'[]'::jsonb`} as referring`,
    'once',
  );
  return kept ?? { tasks: 0, files: 0, referring: [], photos: { count: 0, shown: [] } };
}

/** The parts of a record's page: its own work where it has any, what happened, what is kept about it, then what refers to it. */
export function tabsOf({ tasks, files, referring }: Kept, related: readonly Related[], work?: string): [Tab, ...Tab[]] {
  const counted = related.map((of, at) => ({ of, count: referring[at] ?? 0 }));
  const labels = [...new Set(related.map(({ tab }) => tab))];
  const happened = { name: 'activity', label: 'Activity', count: 0 };
  return [
    ...((work ? [{ name: 'work', label: work, count: 0 }, happened] : [happened]) as [Tab, ...Tab[]]),
    { name: 'tasks', label: 'Tasks', count: tasks },
    { name: 'files', label: 'Files', count: files },
    ...labels.map((label) => {
      const rows = counted.filter(({ of }) => of.tab === label);
      const count = rows.reduce((sum, it) => sum + it.count, 0);
      return { name: label.toLowerCase().replaceAll(' ', '-'), label, count, related: rows };
    }),
  ];
}

/** Links to the parts of a record's page; each is a page of its own. */
export function tabLinks(path: string, tabs: readonly Tab[], current: Tab) {
  return tabs.map((tab, at) => ({
    label: tab.label,
    href: at === 0 ? `${path}#activity` : `${path}?tab=${tab.name}#activity`,
    current: tab === current,
    count: tab.count === 0 ? null : countText(tab.count),
  }));
}
