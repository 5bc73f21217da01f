export { tasksDated } from './dated.js';
export { movesOfTasks } from './move.js';
