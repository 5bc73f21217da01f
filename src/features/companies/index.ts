export { findOrAddCompany, companyById } from './actions.js';
