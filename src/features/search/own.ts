import { viewUrl } from '../../http/list/page.js';
import { patternOf } from '../../http/list/sql.js';
import { join, type Sql, sql } from '../../platform/postgres/sql.js';
import type { Kind } from '../../records/kinds.js';
import type { Sought } from '../../records/module.js';
import { beginsWith } from '../../records/search.js';
import { carriersOf, type Scope, scopeKey } from '../../records/tags/index.js';
import { tasksBeside } from '../../records/tasks/queries.js';
import { taskHref } from '../../records/tasks/row-view.js';
import { ABOUT_NONE, type Searched } from './searched.js';

/** One's own tasks, those to do first. */
export function tasksSought(kinds: readonly Kind[]): Searched {
  const { from, name } = tasksBeside(kinds);
  const title = sql`t.search_text`;
  return {
    title: 'Tasks',
    icon: 'square-check-big',
    // What a task is about is read of those alone that are shown.
    rows: (sought, most) => {
      const order = sql`(t.done_at is not null), ${beginsWith(sql`ltrim(${title})`, sought)} desc, t.due_on, t.id`;
      return sql`
        with found as (
          select t.id, count(*) over () as total from tasks t where t.deleted_at is null and ${holds(title, sought)}
          order by ${order} limit ${most})
        select t.id, t.title as name, ${name} as detail,
          case when t.done_at is not null then 'Done' else to_char(t.due_on, 'FMDD Mon') end as note,
          found.total, ${ABOUT_NONE}
        from ${from} join found on found.id = t.id order by ${order}`;
    },
    href: ({ id }, person) => taskHref(id, person, '/tasks'),
    list: (q) => viewUrl('/tasks', {}, { q, view: 'all' }),
  };
}

/** Tags by name; where one kind of record alone carries them, the list of those, else the page of tags. */
export function tagsSought(scope: Scope, kinds: readonly Kind[]): Searched {
  const [only, ...others] = carriersOf([...kinds], scope);
  const name = sql`normal_form(g.name)`;
  return {
    title: scope === 'own' ? 'Your tags' : 'Shared tags',
    icon: 'tag',
    rows: (sought, most) => sql`
      select g.id, g.name, null::text as detail, null::text as note, count(*) over () as total, ${ABOUT_NONE}
      from tags g where g.scope = ${scopeKey(scope)} and ${holds(name, sought)}
      order by ${beginsWith(name, sought)} desc, g.name_key limit ${most}`,
    href: (row) =>
      only && others.length === 0
        ? viewUrl(only.path, {}, { tag: row.name })
        : `/tags${scope === 'common' ? '?of=common' : ''}`,
  };
}

/** One's saved views by name. */
export function viewsSought(kinds: readonly Kind[]): Searched {
  const name = sql`normal_form(v.name)`;
  const titles = kinds.map((kind) => sql`when ${kind.name}::text then ${kind.title}::text`);
  return {
    title: 'Views',
    icon: 'list-filter',
    rows: (sought, most) => sql`
      select v.id, v.name, case v.module ${join(titles, ' ')} end as detail, null::text as note, count(*) over () as total,
        v.module as about_kind, null::text as about_id, null::timestamptz as at
      from saved_views v where v.module = any(${kinds.map((kind) => kind.name)}::text[]) and ${holds(name, sought)}
      order by ${beginsWith(name, sought)} desc, v.created_at limit ${most}`,
    href: ({ id, about_kind }) => `${kinds.find((kind) => kind.name === about_kind)?.path}?view=${id}`,
  };
}

function holds(text: Sql, { words }: Sought): Sql {
  return sql`${text} like all(${words.map(patternOf)}::text[])`;
}
