export {
  type FigureRow,
  inventoryFigures,
  type RecentRow,
  recentChanges,
} from './dashboard-queries.js';
export { inventoryModule } from './module.js';
export { inventoryOfCompany } from './of-company.js';
export { STATE_LOOKS, type State } from './states.js';
