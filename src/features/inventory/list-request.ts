import { type Form, withError } from '../../http/form.js';
import { type Page, readPage, viewUrl } from '../../http/list.js';
import type { Person } from '../../http/person.js';
import type { ReadDoor, WriteDoor } from '../../platform/database.js';
import { companyOf, DEFAULTS, SORTS } from './list-queries.js';
import { type Filter, isReadable, type Query, readFilter } from './list-schema.js';

/** A list as it was asked for; `readable` is false when a filter could not be read and no row may be shown. */
export type ListRequest = { query: Query; filter: Filter; form: Form; page: Page; readable: boolean };

/** Reads what a list is asked for, and finds the company that it names. */
export async function readList(
  db: Pick<ReadDoor, 'row'>,
  query: Query,
  person: Pick<Person, 'currency'>,
): Promise<ListRequest> {
  const page = readPage(query as Parameters<typeof readPage>[0], SORTS, DEFAULTS);
  const { filter, form } = readFilter(query, person.currency);
  const asked = { query, filter, form, page };
  if (!isReadable({ filter, form })) return { ...asked, readable: false };
  if (filter.company === null && filter.company_id === null) return { ...asked, readable: true };
  return withCompany(asked, await companyOf(db, filter));
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

/** A transaction as what `readList` and counts read with. */
export function readerOf(tx: WriteDoor): Pick<ReadDoor, 'row'> {
  return { row: async <T>(query: Parameters<ReadDoor['row']>[0]) => (await tx.$queryRaw<T[]>(query))[0] };
}

/** A list's address as its records and forms carry it: the query without its place, and with nothing left to guess. */
export function writeView({ query, filter }: Pick<ListRequest, 'query' | 'filter'>): string {
  const whole: Query = {
    ...query,
    company: null,
    company_id: filter.company_id,
    currency: filter.currency,
    cursor: null,
  };
  const kept = new URLSearchParams();
  for (const [name, value] of Object.entries(whole)) {
    for (const it of [value].flat()) if (typeof it === 'string' && it !== '') kept.append(name, it);
  }
  return Buffer.from(`?${kept}`).toString('base64url');
}

/** Reads what `writeView` wrote, as the query it was made of; undefined for anything else. */
export function readView(text: unknown): Query | undefined {
  if (typeof text !== 'string' || text.length > MAX_VIEW) return undefined;
  const address = Buffer.from(text, 'base64url').toString();
  if (!address.startsWith('?')) return undefined;
  const query: Record<string, string | string[]> = Object.create(null);
  for (const [name, value] of new URLSearchParams(address)) {
    const known = query[name];
    query[name] = known === undefined ? value : [known, value].flat();
  }
  return query;
}

const MAX_VIEW = 8_000;

/** The address of the list that `writeView` wrote; the whole list for anything else. */
export function viewAddress(text: unknown): string {
  const query = readView(text);
  return query ? viewUrl('/inventory', query as Parameters<typeof viewUrl>[1], {}) : '/inventory';
}
