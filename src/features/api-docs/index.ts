export { description } from './describe.js';
export { apiDocs } from './routes.js';
