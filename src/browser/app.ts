import { Application } from '@hotwired/stimulus';
import '@hotwired/turbo';
import ComboboxController from './controllers/combobox.js';
import CurrencyController from './controllers/currency.js';
import ErrorSummaryController from './controllers/error-summary.js';
import FilterSheetController from './controllers/filter-sheet.js';
import MenuController from './controllers/menu.js';
import PasswordEyeController from './controllers/password-eye.js';
import PasswordRulesController from './controllers/password-rules.js';
import RowMenuController from './controllers/row-menu.js';
import RowSelectionController from './controllers/row-selection.js';
import SubmitBusyController from './controllers/submit-busy.js';
import TabsController from './controllers/tabs.js';
import ToastController from './controllers/toast.js';

const application = Application.start();
application.register('combobox', ComboboxController);
application.register('currency', CurrencyController);
application.register('error-summary', ErrorSummaryController);
application.register('filter-sheet', FilterSheetController);
application.register('menu', MenuController);
application.register('password-eye', PasswordEyeController);
application.register('password-rules', PasswordRulesController);
application.register('row-menu', RowMenuController);
application.register('row-selection', RowSelectionController);
application.register('submit-busy', SubmitBusyController);
application.register('tabs', TabsController);
application.register('toast', ToastController);

// Turbo exchanges the body only, and the theme stands on <html>: after logging in it may be another.
document.addEventListener('turbo:before-render', (event) => {
  const next = (event as TurboBeforeRenderEvent).detail.newBody.closest('html');
  if (!next) return;
  if (next.dataset.theme) document.documentElement.dataset.theme = next.dataset.theme;
  else delete document.documentElement.dataset.theme;
});
