export {
  type CompanyName,
  companyById,
  findOrAddCompanies,
  findOrAddCompany,
  isCompany,
  knownCompanies,
} from './by-name.js';
export { BRAND_IN_BULK } from './in-bulk.js';
export { COMPANIES } from './kind.js';
export { companies } from './module.js';
export { type CompanyStanding, companyFilter, companyName, companyStanding } from './named.js';
export type { OfCompany, StripCell, StripLine } from './of-company.js';
