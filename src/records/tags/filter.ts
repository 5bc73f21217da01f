import { optionalChoice } from '../../http/form.js';
import { type Chip, chipOf, type Query } from '../../http/list-view.js';
import type { ReadDoor } from '../../platform/database.js';
import { raw, type Sql, sql } from '../../platform/sql.js';
import { KINDS, type Kind } from '../kinds.js';
import { tagsNamed } from './actions.js';
import { tagNames } from './schema.js';
import { type Colour, scopeKey, scopeOf } from './scope.js';

const MODES = ['any', 'all', 'none'] as const;
type Mode = (typeof MODES)[number];
/** Tags by name, and whether a row must carry any, all or none of them; no names are no filter. */
export type TagFilter = { names: string[]; mode: Mode };
export const NO_TAGS: TagFilter = { names: [], mode: 'any' };

/** The parameters that every list takes: `tag`, several times, and `tags`. */
export const TAG_PARAMETERS: readonly string[] = ['tag', 'tags'];
/** How they are read, as a part of a list's schema. */
export const tagParameters = { tag: tagNames, tags: optionalChoice(MODES) };

/** The filter that parsed parameters ask for. */
export function tagFilter({ tag, tags }: { tag: string[]; tags: Mode | null }): TagFilter {
  return { names: tag, mode: tags ?? 'any' };
}

/**
 * Whether the row `alias` of a module's table carries any, all or none of the tags; true where none is named. The ids of those
 * that do are read once and held in a hash table, as with a search: see `found` of the inventory for `unnest` and `is true`.
 */
export function tagged(kind: Kind, alias: string, { names, mode }: TagFilter): Sql {
  if (names.length === 0) return sql`true`;
  const column = raw(`t.${KINDS[kind].column}`);
  const all = mode === 'all' ? sql`group by ${column} having count(*) = ${names.length}` : sql``;
  const carriers = sql`
    select unnest(array(
      select ${column} from taggings t join tags g on g.scope = t.scope and g.id = t.tag_id
      where ${tagsNamed(scopeOf(kind), names)} and ${column} is not null ${all}))`;
  return sql`(${raw(alias)}.id in (${carriers})) ${mode === 'none' ? sql`is not true` : sql`is true`}`;
}

/** The names of a row's tags as one text, for exports: no name holds a comma. */
export function tagsText(kind: Kind, alias: string): Sql {
  return sql`(
    select string_agg(g.name, ', ' order by g.name_key collate "C") from taggings t join tags g on g.scope = t.scope and g.id = t.tag_id
    where ${raw(`t.${KINDS[kind].column} = ${alias}.id`)})`;
}

/** The chip of the filter, where it is on. */
export function tagChips(kind: Kind, query: Query, { names, mode }: TagFilter): Chip[] {
  if (names.length === 0) return [];
  const text = names.join(mode === 'all' ? ' and ' : mode === 'any' ? ' or ' : ', ');
  const name = mode === 'none' ? 'Without tag' : 'Tag';
  return [chipOf(KINDS[kind].path, query, name, text, [...TAG_PARAMETERS])];
}

// So many boxes are quickly read; where there are more, the others are typed.
const BOXES = 30;

/** What the form of the filters prints of tags, also where they could not be read: the most used and those chosen as boxes. */
export async function tagFields(db: Pick<ReadDoor, 'rows'>, kind: Kind, query: Query) {
  const names = namesSent(query.tag);
  const scope = scopeOf(kind);
  const column = raw(`t.${KINDS[kind].column}`);
  const found = await db.rows<{ name: string; colour: Colour; uses: number; there: number }>(sql`
    select g.name, g.colour, g.name_key = any(array(select lower(n) from unnest(${names}::text[]) n)) as chosen,
      (select count(*) from taggings t where t.scope = g.scope and t.tag_id = g.id and ${column} is not null)::integer as uses,
      (count(*) over ())::integer as there
    from tags g where g.scope = ${scopeKey(scope)} order by chosen desc, uses desc, g.name_key limit ${BOXES}`);
  const chosen = new Set(names.map((name) => name.toLowerCase()));
  const boxes = found
    .map(({ name, colour }) => ({ name, colour, checked: chosen.has(name.toLowerCase()) }))
    .sort((one, other) => one.name.localeCompare(other.name, 'en'));
  const unknown = names.filter((name) => !found.some((tag) => tag.name.toLowerCase() === name.toLowerCase()));
  return {
    boxes,
    typed: unknown.join(', '),
    more: (found[0]?.there ?? 0) > boxes.length || unknown.length > 0,
    suggestions: `/tags/suggestions?of=${scope}`,
    modes: MODES.map((value) => ({ value: value === 'any' ? '' : value, label: MODE_LABELS[value], on: value === (query.tags || 'any') })),
  };
}

/** What the form of the filters prints of tags. */
export type TagFields = Awaited<ReturnType<typeof tagFields>>;

function namesSent(sent: unknown): string[] {
  const texts = [sent ?? []].flat().filter((it): it is string => typeof it === 'string');
  const names = texts.flatMap((text) => text.replaceAll('\0', '\uFFFD').toWellFormed().split(','));
  return names.map((name) => name.trim()).filter((name) => name !== '');
}

const MODE_LABELS: Record<Mode, string> = { any: 'Any of them', all: 'All of them', none: 'None of them' };
