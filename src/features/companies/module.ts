import { sql } from '../../platform/postgres/sql.js';
import { defineModule } from '../../records/define-module.js';
import type { Module } from '../../records/module.js';
import { lockNames } from './by-name.js';
import { likelyCompanies } from './duplicates.js';
import { COMPANY_FIELDS, type CompanyData } from './fields.js';
import { companyForm } from './form.js';
import { COMPANIES } from './kind.js';
import { companyList } from './list.js';
import { companyMerging } from './merge.js';
import type { OfCompany } from './of-company.js';
import { placeCompany, takenFrom } from './place.js';
import { companyRecord } from './record.js';
import { companyRoutes } from './routes.js';
import { companyRules } from './rules.js';
import { searchCompanies } from './search.js';

/** The companies, with what other modules say of one. */
export function companies(others: readonly OfCompany[]): Module {
  return defineModule<CompanyData>({
    kind: COMPANIES,
    views: { show: 'companies/show.njk' },
    fields: COMPANY_FIELDS,
    rules: companyRules,
    acts: ['kind', 'category', 'parent', 'country'],
    list: companyList(others),
    record: companyRecord(others),
    form: companyForm,
    hold: lockNames,
    place: placeCompany,
    amongThem: true,
    likely: likelyCompanies,
    created: ({ name }) => ({ name: [null, name] }),
    taken: takenFrom,
    // A name is one company's; what was merged comes back by undoing the merge.
    returnable: sql`r.merged_into_id is null and not exists (select from companies o where o.deleted_at is null and o.name_key = r.name_key)`,
    merge: companyMerging(others),
    trashDetail: sql`t.domain`,
    pictures: 'logo',
    search: searchCompanies,
    routes: (module, parts) => companyRoutes(module, others, parts),
  });
}
