export { contactsModule } from './module.js';
export { contactsOfCompany } from './of-company.js';
