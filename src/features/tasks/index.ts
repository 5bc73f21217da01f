export { type DueTask, dueTasks } from './dashboard-queries.js';
