export { languageName, languageOptions } from './choices.js';
export { contactFilter, contactTab } from './contact-filter.js';
export { CONTACTS } from './kind.js';
export { language, requiredLanguage } from './language.js';
export { contacts } from './module.js';
export { contactsOfCompany } from './of-company.js';
export type { OfContact } from './of-contact.js';
export { type ContactOfMail, contactMeant, contactOfMail } from './of-mail.js';
export { contactFirstName, contactName, type People, peopleRows, placePeople } from './people.js';
