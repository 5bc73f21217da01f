import { sql } from '../../platform/postgres/sql.js';
import { defineModule } from '../../records/define-module.js';
import { oneByOne } from '../../records/record/draft.js';
import { monthActing } from './acting.js';
import { monthsDated } from './dated.js';
import { MONTH_FIELDS, type MonthData } from './fields.js';
import { monthForm } from './form.js';
import { affiliateIncome } from './income.js';
import { AFFILIATES } from './kind.js';
import { monthList } from './list.js';
import { IS_FREE, placeMonth, takenMonth } from './place.js';
import { monthRecord } from './record.js';
import { monthsRefer } from './refers.js';
import { monthRoutes } from './routes.js';
import { monthRules } from './rules.js';
import { searchMonths } from './search.js';
import { STATES } from './states.js';

/** What affiliate programmes bring in, month by month. */
export const affiliatesModule = defineModule<MonthData>({
  kind: AFFILIATES,
  views: { index: 'affiliates/index.njk', show: 'affiliates/show.njk' },
  fields: MONTH_FIELDS,
  states: STATES,
  rules: monthRules,
  acts: ['state', 'expected_on', 'paid_on'],
  acting: monthActing,
  list: monthList,
  record: monthRecord,
  form: monthForm,
  place: oneByOne(placeMonth),
  amongThem: true,
  created: ({ state }) => ({ state: [null, state] }),
  taken: takenMonth,
  returnable: IS_FREE,
  trashDetail: sql`t.currency`,
  search: searchMonths,
  dated: monthsDated,
  income: affiliateIncome,
  refers: monthsRefer,
  index: () => ({ parts_at: 'months' }),
  routes: monthRoutes,
});
