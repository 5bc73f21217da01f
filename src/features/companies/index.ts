export { companyById, findOrAddCompany } from './actions.js';
