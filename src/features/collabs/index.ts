export { COMPENSATION_LABELS, DELIVERABLE_LABELS, PLATFORM_LABELS } from './choices.js';
export { type CollabOfDeal, collabOfDeal, createCollab } from './create.js';
export { COLLABS } from './kind.js';
export { collabs } from './module.js';
export { collabFilter, collabName, findCollab } from './named.js';
export type { OfCollab } from './of-collab.js';
export { collabsOfCompany } from './of-company.js';
export { collabsOfContact } from './of-contact.js';
export { type CollabPlan, PLAN_FIELDS } from './plan-fields.js';
