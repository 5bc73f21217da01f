export { type CompanyName, companyById, findOrAddCompanies, findOrAddCompany } from './by-name.js';
export { companiesModule } from './module.js';
export { companyMeant } from './suggestion-queries.js';
