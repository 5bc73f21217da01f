export type { PackedFile } from '../../records/attachments/queries.js';
export {
  type CurrencyFigures,
  type Days,
  type FigureName,
  type FigureSpans,
  figureHref,
  inventoryFigures,
} from './dashboard-figures.js';
export { type ItemsWaiting, itemsWaiting, waitingHref } from './dashboard-queries.js';
export { inventoryModule } from './module.js';
export { itemsOfCollab } from './of-collab.js';
export { inventoryOfCompany } from './of-company.js';
export { hasResold, type Resold, resoldBy, resoldHref } from './resale.js';
export { REVIEW_LOOKS, STATES } from './states.js';
export {
  COUNTED_STATES,
  filesOfUnit,
  filesOfUnits,
  keptLoanerRows,
  uncountedUnitRows,
  undatedHref,
  undatedUnitRows,
  unitRows,
  unitSaleRows,
  wasSplitOff,
} from './tax-rows.js';
