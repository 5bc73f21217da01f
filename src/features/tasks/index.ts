export { dueTasks } from './dashboard-queries.js';
