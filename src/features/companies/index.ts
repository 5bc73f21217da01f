export { type CompanyName, companyById, findOrAddCompanies, findOrAddCompany } from './by-name.js';
export { companies } from './module.js';
export { companyFilter, companyMeant, companyName } from './named.js';
export type { OfCompany, StripCell, StripLine } from './of-company.js';
