import type { ReadDoor } from '../platform/postgres/database.js';
import { sql } from '../platform/postgres/sql.js';
import { fileCount, firstPhotos, type PhotoRow } from './attachments/queries.js';
import { isAbout, type Target } from './kinds.js';

const TABS = ['activity', 'tasks', 'files'] as const;
type Tab = (typeof TABS)[number];

type Kept = { tasks: number; files: number; photos: { count: number; shown: PhotoRow[] } };

/** Which tab of a record's page is asked for; the activity unless it is another that there is. */
export function tabOf(asked: unknown): Tab {
  return TABS.find((tab) => tab === asked) ?? 'activity';
}

/** What is kept about a record, in numbers, and its first photos: one statement. */
export async function keptAbout(db: ReadDoor, target: Target): Promise<Kept> {
  const kept = await db.row<Kept>(sql`
    select (select count(*) from tasks t where ${isAbout('t', target)} and t.deleted_at is null and t.done_at is null) as tasks,
      ${fileCount(target)} as files, ${firstPhotos(target)} as photos`);
  return kept ?? { tasks: 0, files: 0, photos: { count: 0, shown: [] } };
}

/** The tabs of a record's page; each is a page of its own. */
export function tabsOf(path: string, tab: Tab, { tasks, files }: Kept) {
  const one = (label: string, name: Tab, count?: number) => ({
    label,
    href: name === 'activity' ? `${path}#activity` : `${path}?tab=${name}#activity`,
    current: name === tab,
    count: count || null,
  });
  return [one('Activity', 'activity'), one('Tasks', 'tasks', tasks), one('Files', 'files', files)];
}
