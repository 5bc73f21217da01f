export { companyById, findOrAddCompany } from './by-name.js';
export { companiesModule } from './module.js';
export { companyMeant } from './suggestion-queries.js';
