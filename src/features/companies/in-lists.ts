import { type Sql, sql } from '../../platform/postgres/sql.js';
import { byWords } from '../../records/fields/index.js';
import { textCell } from '../../records/list/columns.js';
import type { ListColumn, ListSort } from '../../records/list/define.js';
import type { Reference } from '../../records/related.js';
import { COMPANIES } from './kind.js';
import { companyName } from './named.js';

/** The column of the company that rows name, which they carry as `company`. */
export const companyColumn: ListColumn = {
  name: 'company',
  label: 'Company',
  standard: true,
  cls: 'p2 p-brand',
  width: 'w-brand',
  phone: 'u2',
  cell: ({ company }) => textCell(company as string | null),
};

/** The order of rows by the name of the company that a column refers to. */
export function byCompany(column: Sql): ListSort {
  return { label: 'Company', ...byWords(companyName(column)) };
}

/** The tab in which a company has its own among rows whose column refers to it, of which a new one begins with it. */
export function companyTab(tab: string, column: Sql, columns: readonly string[]): Reference {
  return {
    to: COMPANIES,
    tab,
    columns,
    where: (id) => sql`${column} = ${id}`,
    listed: ({ id }) => ({ company_id: id }),
    started: ({ id, name }) => ({ company_id: id, company: name }),
  };
}
