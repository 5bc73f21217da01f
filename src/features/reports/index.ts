export { incomeHref } from './income-href.js';
export { type IncomeMonth, incomeByMonth } from './income-queries.js';
