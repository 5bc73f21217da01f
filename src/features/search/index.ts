export { type Found, search } from './queries.js';
export { readSought } from './sought.js';
