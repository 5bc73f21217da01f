import { optionalChoice } from '../../http/form.js';
import { counted } from '../../http/list/sql.js';
import type { Query } from '../../http/list/view.js';
import { normalForm } from '../../http/normal-form.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { all, empty, raw, type Sql, sql } from '../../platform/postgres/sql.js';
import type { Comparing } from '../fields/comparing.js';
import type { Kind } from '../kinds.js';
import { tagsNamed } from './actions.js';
import type { Colour } from './colours.js';
import { tagNames } from './schema.js';
import { isOn, scopeKey, scopeOf } from './scope.js';

const MODES = ['any', 'all', 'none'] as const;
type Mode = (typeof MODES)[number];
type FoundTag = { id: string; is_rare: boolean };
/** Tags by name, and whether a row must carry any, all or none of them; no names are no filter. `found` is what `findTags` found. */
type TagFilter = { names: string[]; mode: Mode; found: FoundTag[] };

/** The parameters that every list takes: `tag`, several times, and `tags`. */
export const TAG_PARAMETERS: readonly string[] = ['tag', 'tags'];
/** How the tags of a row compare with those that are named. */
export const TAG_WAYS: Comparing = {
  name: 'tags',
  of: MODES.map((value) => ({ value, label: `has ${value}`, shows: '' })),
};
/** How they are read, as a part of a list's schema. */
export const tagParameters = { tag: tagNames, tags: optionalChoice(MODES) };

/** The filter that parsed parameters ask for. */
export function tagFilter({ tag, tags }: { tag: string[]; tags: Mode | null }): TagFilter {
  return { names: tag, mode: tags ?? 'any', found: [] };
}

// A tag on so many records at most is rare: its records are read one by one.
const RARE = 1_000;

/** The filter with its tags looked up, which `tagged` needs: which there are, and whether many records carry them. */
export async function findTags(db: Pick<ReadDoor, 'row'>, kind: Kind, filter: TagFilter): Promise<TagFilter> {
  if (filter.names.length === 0) return filter;
  const carriers = sql`
    select from taggings t where t.scope = g.scope and t.tag_id = g.id and ${isOn(kind)} limit ${RARE + 1}`;
  const row = await db.row<{ found: FoundTag[] }>(sql`
    select coalesce(jsonb_agg(jsonb_build_object(
      'id', g.id, 'is_rare', (select count(*) from (${carriers}) c) <= ${RARE})), '[]') as found
    from tags g where ${tagsNamed(scopeOf(kind), filter.names)}`);
  return { ...filter, found: row?.found ?? [] };
}

/** Whether the row `alias` of a module's table carries any, all or none of the tags; true where none is named. */
export function tagged(kind: Kind, alias: string, { names, mode, found }: TagFilter): Sql {
  if (names.length === 0) return sql`true`;
  if (mode === 'none') return found.length === 0 ? sql`true` : carriesNone(kind, alias, found);
  if (mode === 'all' && found.length < names.length) return sql`false`;
  if (found.length === 0) return sql`false`;
  return mode === 'all' ? all(found.map((tag) => carriesAny(kind, alias, [tag]))) : carriesAny(kind, alias, found);
}

// Rows of rare tags are fetched by their ids. Those of other tags are soon met on the way through the list, row by row;
// all of a common tag's ids would be read for each page, and a list of 100,000 walked to its end for a rare one's.
function carriesAny(kind: Kind, alias: string, tags: FoundTag[]): Sql {
  if (!tags.every((tag) => tag.is_rare)) return sql`${carries(kind, alias, tags)} is true`;
  return sql`${raw(alias)}.id = any(array(
    select ${columnOf(kind)} from taggings t where ${ofTags(kind, tags)} and ${isOn(kind)}))`;
}

// Not `exists`: Postgres would read all of a common tag's rows into a hash table first, for a page of 25.
function carries(kind: Kind, alias: string, tags: FoundTag[]): Sql {
  return sql`(select true from taggings t where ${ofTags(kind, tags)} and ${columnOf(kind)} = ${raw(alias)}.id limit 1)`;
}

// Where nearly all carry it, all rows are walked: here a hash table pays. `is not true` keeps it from becoming a join.
function carriesNone(kind: Kind, alias: string, tags: FoundTag[]): Sql {
  return sql`(exists (
    select from taggings t where ${ofTags(kind, tags)} and ${isOn(kind)} and ${columnOf(kind)} = ${raw(alias)}.id)) is not true`;
}

function ofTags(kind: Kind, tags: FoundTag[]): Sql {
  return sql`t.scope = ${scopeKey(scopeOf(kind))} and t.tag_id = any(${tags.map(({ id }) => id)}::uuid[])`;
}

const columnOf = (kind: Kind) => raw(`t.${kind.column}`);

/** The names of a row's tags as one text, for exports: no name holds a comma. */
export function tagsText(kind: Kind, alias: string): Sql {
  return sql`(select string_agg(g.name, ', ' order by g.name_key collate "C") from ${carriedBy(kind, alias)})`;
}

/** The names of a row's tags as a list, in the same order: a column of a select. */
export function tagNamesOf(kind: Kind, alias: string): Sql {
  return sql`array(select g.name from ${carriedBy(kind, alias)} order by g.name_key collate "C")`;
}

// The tags `g` of a row, found by the row's own index, which the owner leads: the `offset` keeps Postgres from beginning with the tags,
// and so reading all that carry them for each row, where it has not counted them yet.
function carriedBy(kind: Kind, alias: string): Sql {
  const owned = kind.own ? sql`t.user_id = app_user_id() and` : empty;
  return sql`(select t.scope, t.tag_id from taggings t where ${owned} ${columnOf(kind)} = ${raw(alias)}.id offset 0) t
    join tags g on g.scope = t.scope and g.id = t.tag_id`;
}

/** The filter in words: what it is called, and its names. */
export function tagWords({ names, mode }: TagFilter): { called: string; chip: string } {
  const chip = names.join(mode === 'all' ? ' and ' : mode === 'any' ? ' or ' : ', ');
  return { called: mode === 'none' ? 'Without tag' : 'Tag', chip };
}

// So many boxes are quickly read; where there are more, the others are typed.
const BOXES = 30;

/** What the form of the filters prints of tags, also where they could not be read: the most used and those chosen as boxes. */
export async function tagFields(db: Pick<ReadDoor, 'rows'>, kind: Kind, query: Query) {
  const names = namesSent(query.tag);
  const scope = scopeOf(kind);
  const found = await db.rows<{ name: string; colour: Colour; uses: number; there: number }>(sql`
    select g.name, g.colour, g.name_key = any(array(select normal_form(n) from unnest(${names}::text[]) n)) as chosen,
      ${counted(sql`taggings t`, sql`t.scope = g.scope and t.tag_id = g.id and ${isOn(kind)}`)}::integer as uses,
      (count(*) over ())::integer as there
    from tags g where g.scope = ${scopeKey(scope)} order by chosen desc, uses desc, g.name_key limit ${BOXES}`);
  const chosen = new Set(names.map((name) => normalForm(name)));
  const boxes = found
    .map(({ name, colour }) => ({ name, colour, checked: chosen.has(normalForm(name)) }))
    .sort((one, other) => one.name.localeCompare(other.name, 'en'));
  const unknown = names.filter((name) => !found.some((tag) => normalForm(tag.name) === normalForm(name)));
  return {
    boxes,
    typed: unknown.join(', '),
    more: (found[0]?.there ?? 0) > boxes.length || unknown.length > 0,
    suggestions: `/tags/suggestions?of=${scope}`,
  };
}

function namesSent(sent: unknown): string[] {
  const texts = [sent ?? []].flat().filter((it): it is string => typeof it === 'string');
  const names = texts.flatMap((text) => text.replaceAll('\0', '\uFFFD').toWellFormed().split(','));
  return names.map((name) => name.trim()).filter((name) => name !== '');
}
