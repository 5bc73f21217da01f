import type { Kind } from '../../records/kinds.js';

/** What an affiliate programme brought in in a month: everybody’s own. */
export const AFFILIATES: Kind = {
  name: 'affiliates',
  table: 'affiliate_months',
  column: 'affiliate_month_id',
  own: true,
  path: '/affiliates',
  title: 'Affiliates',
  one: 'month',
  many: 'months',
  icon: 'percent',
};

/** Where what months and programmes come to is told. */
export const FIGURES_PATH = `${AFFILIATES.path}/figures`;
