export { tasksDated } from './dated.js';
