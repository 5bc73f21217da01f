export { pipelineModule } from './module.js';
export { dealOfCollab } from './of-collab.js';
export { dealsOfCompany } from './of-company.js';
export { dealsOfContact } from './of-contact.js';
