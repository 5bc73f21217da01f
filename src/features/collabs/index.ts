export { COMPENSATION_LABELS, DELIVERABLE_LABELS, PLATFORM_LABELS } from './choices.js';
export { collabs } from './module.js';
export type { OfCollab } from './of-collab.js';
export { collabsOfCompany } from './of-company.js';
export { collabsOfContact } from './of-contact.js';
