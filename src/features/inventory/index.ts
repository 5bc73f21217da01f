export { type FigureRow, inventoryFigures, type RecentRow, recentChanges } from './dashboard-queries.js';
export { inventoryModule } from './module.js';
export { inventoryOfCompany } from './of-company.js';
export { STATES } from './states.js';
