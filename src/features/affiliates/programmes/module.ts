import { sql } from '../../../platform/postgres/sql.js';
import { defineModule } from '../../../records/define-module.js';
import { oneByOne } from '../../../records/record/draft.js';
import { companyName } from '../../companies/index.js';
import { PROGRAMME_FIELDS, type ProgrammeData } from './fields.js';
import { programmeForm } from './form.js';
import { PROGRAMMES } from './kind.js';
import { programmeList } from './list.js';
import { placeProgramme } from './place.js';
import { programmeRecord } from './record.js';
import { programmesRefer } from './refers.js';
import { programmeRoutes } from './routes.js';
import { searchProgrammes } from './search.js';

/** The affiliate programmes that one is in. */
export const programmesModule = defineModule<ProgrammeData>({
  kind: PROGRAMMES,
  views: { index: 'affiliates/index.njk', show: 'affiliates/programme.njk' },
  fields: PROGRAMME_FIELDS,
  acts: ['company', 'payment_delay_days', 'ended_on'],
  list: programmeList,
  record: programmeRecord,
  form: programmeForm,
  place: oneByOne(placeProgramme),
  created: ({ name }) => ({ name: [null, name] }),
  // What it brought in would go with it.
  stays: {
    where: sql`exists (select from affiliate_months mo where mo.programme_id = r.id and mo.deleted_at is null)`,
    why: 'it has months. Say when it ended instead, or delete them first.',
  },
  trashDetail: companyName(sql`t.company_id`),
  search: searchProgrammes,
  refers: programmesRefer,
  index: () => ({ parts_at: 'programmes' }),
  routes: programmeRoutes,
});
