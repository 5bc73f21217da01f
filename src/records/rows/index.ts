export { rows } from './define.js';
export { withOnePrimary } from './read.js';
export { type Child, MOST_CHILDREN } from './row.js';
