import { formatDate } from '../../../http/format.js';
import { holdsWords } from '../../../http/list/sql.js';
import { sql } from '../../../platform/postgres/sql.js';
import { DASH, fieldColumns, textCell, UPDATED } from '../../../records/list/columns.js';
import type { ListColumn, ListDeclared } from '../../../records/list/define.js';
import { byUpdated } from '../../../records/list/sorts.js';
import { SHOW_FIELDS } from './fields.js';

const EPISODES = sql`(select count(*)::int from guide_episodes ep where ep.show_id = sh.id and ep.deleted_at is null)`;
const LAST_OUT = sql`(select max(ep.publish_on) from guide_episodes ep where ep.show_id = sh.id and ep.deleted_at is null and ep.state = 'published')`;

const COLUMNS: readonly ListColumn[] = [
  {
    name: 'website',
    label: 'Website',
    standard: true,
    cls: 'p3',
    width: 'w-brand',
    phone: 'u1',
    cell: ({ website }) => textCell(website ? String(website).replace(/^https?:\/\/(www\.)?/i, '') : null),
  },
  {
    name: 'target_length',
    label: 'Target',
    standard: true,
    cls: 'p2',
    width: 'w-count',
    right: true,
    cell: ({ target_length }) => textCell(SHOW_FIELDS.shown('target_length', target_length), 'num soft'),
  },
  {
    name: 'episodes',
    label: 'Episodes',
    standard: true,
    cls: 'p2',
    width: 'w-count',
    right: true,
    phone: 'e',
    cell: ({ episodes }) => ({ text: String(episodes), cls: 'num' }),
    csv: ({ episodes }) => String(episodes),
  },
  {
    name: 'last_out',
    label: 'Last out',
    standard: true,
    cls: 'p2',
    width: 'w-touch',
    cell: ({ last_out }) => (last_out ? { text: formatDate(String(last_out)), cls: 'num soft' } : DASH),
    csv: ({ last_out }) => String(last_out ?? ''),
  },
  UPDATED,
  ...fieldColumns(SHOW_FIELDS, 'language', 'time_zone', 'ended_on'),
];

/** The list of shows. */
export const showList: ListDeclared = {
  alias: 'sh',
  sorts: {
    name: { label: 'Show', expression: sql`sh.name collate "und-x-icu"`, type: 'text', up: true },
    updated_at: byUpdated('sh'),
    episodes: { label: 'Episodes', expression: EPISODES, type: 'bigint' },
    last_out: { label: 'Last out', expression: sql`coalesce(${LAST_OUT}, '-infinity'::date)`, type: 'date' },
  },
  sort: 'name',
  search: (words) => ({ where: holdsWords(sql`sh.search_text`, words) }),
  columns: COLUMNS,
  select: () => sql`sh.website, sh.target_length, sh.updated_at, ${EPISODES} as episodes, ${LAST_OUT} as last_out`,
  dear: true,
  row: (row) => ({ name: String(row.name) }),
  views: { running: ['Running', 'ended_on=not_set'] },
  small: { label: 'Episodes', width: 'w-s' },
  empty: {
    text: 'Write down the show whose episodes you plan. Its seasons, hosts and checklist go into each of them.',
    reader: 'No show was written down yet.',
  },
};
