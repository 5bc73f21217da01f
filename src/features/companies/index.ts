export {
  type CompanyName,
  companyById,
  findOrAddCompanies,
  findOrAddCompany,
  isCompany,
  knownCompanies,
  strangeNames,
} from './by-name.js';
export { categoriesUp, categoryFinder, categoryOptions, categoryPath, UNDER } from './categories.js';
export { companyField, nobodys, placeCompanies } from './company-field.js';
export { COUNTRY_LABELS } from './countries.js';
export { BRAND_IN_BULK } from './in-bulk.js';
export { byCompany, companyColumn, companyTab } from './in-lists.js';
export { COMPANIES } from './kind.js';
export { companies } from './module.js';
export {
  type CompanyStanding,
  companyByName,
  companyCategory,
  companyDomain,
  companyFilter,
  companyIdNow,
  companyKey,
  companyName,
  companyStanding,
  companyTerms,
  companyWords,
  referringTo,
} from './named.js';
export type { OfCompany, StripCell, StripLine } from './of-company.js';
export { type CompanyOfMail, companyOfMail } from './of-mail.js';
