export type { BoardColumn } from './board.js';
export { openDeals, openDealsHref } from './dashboard-figures.js';
export {
  type ClosedMonth,
  closedByMonth,
  dealsHref,
  type Expected,
  expectedByMonth,
  hasDeals,
  type Sponsor,
  sponsorsOf,
} from './figures.js';
export { PIPELINE } from './kind.js';
export { pipeline } from './module.js';
export { dealFilter, findDeal } from './named.js';
export { dealOfCollab } from './of-collab.js';
export { dealsOfCompany } from './of-company.js';
export { dealsOfContact } from './of-contact.js';
export { type DealOfMail, dealName, dealOfMail, dealsToWriteOf, wonSince } from './of-mail.js';
export { type Passage, passages, WENT } from './passage.js';
