import type { Kind } from '../../records/kinds.js';

/** Brands, agencies and others: the address book is common. */
export const COMPANIES: Kind = {
  name: 'companies',
  table: 'companies',
  column: 'company_id',
  own: false,
  path: '/companies',
  title: 'Companies',
  one: 'company',
  many: 'companies',
  icon: 'building-2',
};
