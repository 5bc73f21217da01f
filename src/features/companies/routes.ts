import { isId } from '../../http/form.js';
import { type Route, userRoutes } from '../../http/routes.js';
import type { Module, RecordParts } from '../../records/module.js';
import { moduleRoutes } from '../../records/module-routes.js';
import { likelyPage } from '../../records/record/likely.js';
import { likelyCompanies } from './duplicates.js';
import { COMPANY_LAYOUT } from './form.js';
import type { OfCompany } from './of-company.js';
import { suggestCompanies, suggestionText } from './suggestions.js';

/** The companies: what fields and forms ask while somebody types, then the pages of every module. */
export function companyRoutes(module: Module, others: readonly OfCompany[], parts: RecordParts): Route[] {
  const asked = userRoutes(({ get }) => {
    get('/companies/suggestions', (db, req) => suggestCompanies(db, req, others));
    get('/companies/duplicates', async (db, { query }) => {
      const typed = { name: suggestionText(query.name), website: suggestionText(query.website) };
      const likely = await likelyCompanies(db, typed, isId(query.except) ? query.except : null);
      return likelyPage(module.kind, COMPANY_LAYOUT, query, likely);
    });
  });
  return [...asked, ...moduleRoutes(module, parts)];
}
