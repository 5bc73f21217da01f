export { TAX_YEAR_REPORT } from './asked.js';
