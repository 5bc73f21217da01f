import { sql } from '../../platform/postgres/sql.js';
import { defineModule } from '../../records/define-module.js';
import type { Module } from '../../records/module.js';
import { companyName } from '../companies/index.js';
import { collabsApi } from './api.js';
import { collabsDated } from './dated.js';
import { COLLAB_FIELDS, type CollabData } from './fields.js';
import { collabForm } from './form.js';
import { collabIncome } from './income.js';
import { COLLABS } from './kind.js';
import { collabList } from './list.js';
import type { OfCollab } from './of-collab.js';
import { placeCollabs } from './place.js';
import { collabRecord } from './record.js';
import { collabsRefer } from './refers.js';
import { collabRoutes } from './routes.js';
import { collabRules, DAYS } from './rules.js';
import { searchCollabs } from './search.js';
import { STATES } from './states.js';

/** The collabs: what was agreed, what must be delivered for it, and what is paid; with what other modules say of one. */
export function collabs(others: readonly OfCollab[]): Module {
  return defineModule<CollabData>({
    kind: COLLABS,
    views: { index: 'collabs/index.njk', show: 'collabs/show.njk' },
    fields: COLLAB_FIELDS,
    states: STATES,
    days: DAYS,
    rules: collabRules,
    acts: ['state', 'company', 'compensation', 'starts_on', 'ends_on'],
    list: collabList,
    record: collabRecord(others),
    form: collabForm,
    place: placeCollabs,
    created: ({ state }) => ({ state: [null, state] }),
    trashDetail: companyName(sql`t.company_id`),
    pictures: 'photos',
    dated: collabsDated,
    income: collabIncome,
    search: searchCollabs,
    refers: collabsRefer,
    routes: collabRoutes,
    api: collabsApi,
  });
}
