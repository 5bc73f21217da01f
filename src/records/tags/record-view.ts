import { blankForm, type Form } from '../../http/form.js';
import { viewUrl } from '../../http/list/page.js';
import type { Person } from '../../http/person.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { isAbout, pathOf, type Target } from '../kinds.js';
import type { Live } from '../live.js';
import { type Scope, scopeKey, scopeOf, type Tag } from './scope.js';

/** The tags of a record as its head shows them, each leading to all records that carry it. */
export async function tagsOnRecord(db: ReadDoor, target: Target, person: Person) {
  const path = `${pathOf(target)}/tags`;
  const tags = await db.rows<Tag>(
    sql`
    select g.name, g.colour from taggings t join tags g on g.scope = t.scope and g.id = t.tag_id
    where ${isAbout('t', target)} order by g.name_key`,
    'once',
  );
  return {
    list: tags.map((tag) => ({ ...tag, href: viewUrl(target.kind.path, {}, { tag: tag.name }) })),
    may_write: person.role !== 'VIEWER',
    edit_href: path,
    add_action: `${path}/addition`,
    remove_action: `${path}/removal`,
    suggestions: suggestionsOf(scopeOf(target.kind)),
    form: blankForm(),
  };
}

/** The page with all tags of a record's scope as boxes, those it carries ticked, and a field for new ones. */
export async function editTagsView(db: Pick<ReadDoor, 'rows'>, record: Live, form: Form, ticked?: string[]) {
  const { title, path } = record.kind;
  const scope = scopeOf(record.kind);
  const tags = await db.rows<Tag & { on: boolean }>(sql`
    select g.name, g.colour, exists (
      select from taggings t where ${isAbout('t', record)} and t.scope = g.scope and t.tag_id = g.id) as on
    from tags g where g.scope = ${scopeKey(scope)} order by g.name_key`);
  return {
    list: { label: title, href: path },
    name: record.name,
    path: pathOf(record),
    form,
    tags: tags.map((tag) => ({ ...tag, checked: ticked ? ticked.includes(tag.name) : tag.on })),
    before: tags.filter((tag) => tag.on).map((tag) => tag.name),
    own: record.kind.own,
  };
}

const suggestionsOf = (scope: Scope) => `/tags/suggestions?of=${scope}`;
