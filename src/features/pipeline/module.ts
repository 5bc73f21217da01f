import { sql } from '../../platform/postgres/sql.js';
import { defineModule } from '../../records/define-module.js';
import type { Module } from '../../records/module.js';
import { companyName, type OfCompany } from '../companies/index.js';
import { dealsApi } from './api.js';
import { layoutsOf } from './board-view.js';
import { pipelineDated } from './dated.js';
import { DEAL_FIELDS, type DealData } from './fields.js';
import { dealForm } from './form.js';
import { PIPELINE } from './kind.js';
import { dealList } from './list.js';
import { reopenedWords } from './moving.js';
import { placeDeals } from './place.js';
import { dealRecord } from './record.js';
import { dealsRefer } from './refers.js';
import { dealRoutes } from './routes.js';
import { DAYS, dealRules } from './rules.js';
import { searchDeals } from './search.js';

/** The pipeline: deals on their way from the first mail to an answer, with what other modules say of their companies. */
export function pipeline(companies: readonly Pick<OfCompany, 'touched'>[]): Module {
  return defineModule<DealData>({
    kind: PIPELINE,
    views: { show: 'pipeline/show.njk', index: 'pipeline/index.njk' },
    fields: DEAL_FIELDS,
    days: DAYS,
    rules: dealRules,
    acts: ['stage', 'company', 'source', 'next_step_on', 'expected_on'],
    list: dealList,
    record: dealRecord(companies),
    form: dealForm,
    place: placeDeals,
    created: ({ stage }) => ({ stage: [null, stage] }),
    told: reopenedWords,
    trashDetail: companyName(sql`t.company_id`),
    dated: pipelineDated,
    search: searchDeals,
    refers: dealsRefer,
    index: ({ query }) => ({ layouts: layoutsOf(query) }),
    api: dealsApi,
    routes: dealRoutes,
  });
}
