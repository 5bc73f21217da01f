export { readSought } from '../../records/search.js';
export { type Found, searchRecords } from './queries.js';
