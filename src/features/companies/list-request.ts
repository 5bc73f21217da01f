import { type Form, withError } from '../../http/form.js';
import { isReadable } from '../../http/list/filter.js';
import { type Page, readPage } from '../../http/list/page.js';
import type { Query } from '../../http/list/view.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { findTags } from '../../records/tags/index.js';
import { categories, categoryAt, withinCategory } from './categories.js';
import { COMPANIES } from './kind.js';
import { DEFAULTS, SORTS } from './list-queries.js';
import { type Filter, readFilter } from './list-schema.js';

/** A list as it was asked for; `readable` is false when a filter could not be read and no row may be shown. */
export type ListRequest = { query: Query; filter: Filter; form: Form; page: Page; readable: boolean };

/** Reads what the list is asked for, and finds the category that it names. */
export async function readList(db: Pick<ReadDoor, 'row'>, query: Query): Promise<ListRequest> {
  const page = readPage(query, SORTS, DEFAULTS);
  const { filter: read, form } = readFilter(query);
  const filter = { ...read, tags: await findTags(db, COMPANIES, read.tags) };
  const asked = { query, filter, form, page, readable: isReadable({ form }) };
  if (!asked.readable || filter.category === null) return asked;
  const all = await categories(db);
  const top = categoryAt(all, filter.category);
  if (!top) return { ...asked, form: withError(form, 'category', 'Choose from the list.'), readable: false };
  return { ...asked, filter: { ...filter, category: top.path, category_ids: withinCategory(all, top) } };
}
