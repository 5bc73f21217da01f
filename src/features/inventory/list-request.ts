import { type Form, withError } from '../../http/form.js';
import { writeView } from '../../http/list/address.js';
import { isReadable } from '../../http/list/filter.js';
import { type Page, readPage } from '../../http/list/page.js';
import type { Query } from '../../http/list/view.js';
import type { Person } from '../../http/person.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { findTags } from '../../records/tags/index.js';
import { companyMeant } from '../companies/index.js';
import { INVENTORY } from './kind.js';
import { DEFAULTS, SORTS } from './list-queries.js';
import { type Filter, readFilter } from './list-schema.js';

/** A list as it was asked for; `readable` is false when a filter could not be read and no row may be shown. */
export type ListRequest = { query: Query; filter: Filter; form: Form; page: Page; readable: boolean };

/** Reads what a list is asked for, and finds the company that it names. */
export async function readList(
  db: Pick<ReadDoor, 'row'>,
  query: Query,
  person: Pick<Person, 'currency'>,
): Promise<ListRequest> {
  const page = readPage(query, SORTS, DEFAULTS);
  const { filter: read, form } = readFilter(query, person.currency);
  const filter = { ...read, tags: await findTags(db, INVENTORY, read.tags) };
  const asked = { query, filter, form, page };
  if (!isReadable({ form })) return { ...asked, readable: false };
  if (filter.company === null && filter.company_id === null) return { ...asked, readable: true };
  return withCompany(asked, await companyMeant(db, filter));
}

function withCompany(
  asked: Omit<ListRequest, 'readable'>,
  company: { id: string; name: string } | undefined,
): ListRequest {
  const { filter, form } = asked;
  if (!company) {
    const message = filter.company
      ? 'No company is called that. Choose one of the list.'
      : 'This company is no longer there.';
    return { ...asked, form: withError(form, 'company', message), readable: false };
  }
  return {
    ...asked,
    filter: { ...filter, company_id: company.id, company: company.name },
    form: { ...form, values: { ...form.values, company: company.name, company_id: company.id } },
    readable: true,
  };
}

/** A list's address as its records and forms carry it, with nothing left to guess. */
export function writeAsked({ query, filter }: Pick<ListRequest, 'query' | 'filter'>): string {
  return writeView({ ...query, company: null, company_id: filter.company_id, currency: filter.currency });
}
