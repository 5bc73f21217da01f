export { backOf } from './adopt.js';
export { currencyFault } from './currency.js';
export { rows } from './define.js';
export { namedRows } from './named.js';
export { withOnePrimary } from './read.js';
export { type Child, MOST_CHILDREN, type RowBeginning, type RowBegun } from './row.js';
