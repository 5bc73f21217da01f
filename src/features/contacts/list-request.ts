import { type Form, withError } from '../../http/form.js';
import { writeView } from '../../http/list/address.js';
import { isReadable } from '../../http/list/filter.js';
import { type Page, readPage } from '../../http/list/page.js';
import type { Query } from '../../http/list/view.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { findTags } from '../../records/tags/index.js';
import { companyMeant } from '../companies/index.js';
import { CONTACTS } from './kind.js';
import { DEFAULTS, holding, SORTS } from './list-queries.js';
import { type Filter, readFilter } from './list-schema.js';

/** A list as it was asked for; `readable` is false when a filter could not be read and no row may be shown. */
export type ListRequest = { query: Query; filter: Filter; form: Form; page: Page; readable: boolean };

/** Reads what a list is asked for, and finds the company that it names. */
export async function readList(db: Pick<ReadDoor, 'row'>, query: Query): Promise<ListRequest> {
  const page = readPage(query, SORTS, DEFAULTS);
  const { filter: read, form } = readFilter(query);
  if (!isReadable({ form })) return { query, filter: read, form, page, readable: false };
  const filter = {
    ...read,
    found: await holding(db, read.words),
    tags: await findTags(db, CONTACTS, read.tags),
  };
  const asked = { query, filter, form, page };
  if (filter.company === null && filter.company_id === null) return { ...asked, readable: true };
  const company = await companyMeant(db, filter);
  if (!company) return { ...asked, form: withError(form, 'company', NO_COMPANY), readable: false };
  const { id, name } = company;
  return {
    ...asked,
    filter: { ...filter, company_id: id, company: name },
    form: { ...form, values: { ...form.values, company: name, company_id: id } },
    readable: true,
  };
}

const NO_COMPANY = 'No company is called that. Choose one of the list.';

/** A list's address as its records and forms carry it: its company by id, which no new name changes. */
export function writeAsked({ query, filter }: Pick<ListRequest, 'query' | 'filter'>): string {
  return writeView({ ...query, company: null, company_id: filter.company_id });
}
