export { contactsModule } from './module.js';
export { contactsOfCompany } from './of-company.js';
export { contactName, type People, peopleRows, placePeople } from './people.js';
