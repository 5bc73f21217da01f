import { application } from './kit.js';
import { loadOnSight } from './on-sight.js';

// What is on some pages only.
loadOnSight(application, {
  board: () => import('./controllers/board.js'),
  calendar: () => import('./controllers/calendar.js'),
  combobox: () => import('./controllers/combobox.js'),
  currency: () => import('./controllers/currency.js'),
  drop: () => import('./controllers/drop.js'),
  duplicates: () => import('./controllers/duplicates.js'),
  'field-menu': () => import('./controllers/field-menu.js'),
  'filter-count': () => import('./controllers/filter-count.js'),
  folds: () => import('./controllers/folds.js'),
  'form-rows': () => import('./controllers/form-rows.js'),
  'format-example': () => import('./controllers/format-example.js'),
  missing: () => import('./controllers/missing.js'),
  'month-entry': () => import('./controllers/month-entry.js'),
  order: () => import('./controllers/order.js'),
  outcome: () => import('./controllers/outcome.js'),
  'own-time-zone': () => import('./controllers/own-time-zone.js'),
  passkey: () => import('./controllers/passkey.js'),
  'password-eye': () => import('./controllers/password-eye.js'),
  'password-rules': () => import('./controllers/password-rules.js'),
  recording: () => import('./controllers/recording.js'),
  reveal: () => import('./controllers/reveal.js'),
  'row-menu': () => import('./controllers/row-menu.js'),
  'row-selection': () => import('./controllers/row-selection.js'),
  segments: () => import('./controllers/segments.js'),
  'template-editor': () => import('./controllers/template-editor.js'),
});
