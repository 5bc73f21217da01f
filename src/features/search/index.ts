export { readSought } from '../../records/search.js';
export { type Found, search } from './queries.js';
