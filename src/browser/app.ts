import { Application } from '@hotwired/stimulus';
import { visit } from '@hotwired/turbo';
import { STANDARD, takeWritingFrom, writingOf } from '../http/writing.js';
import ActDialogController from './controllers/act-dialog.js';
import BoardController from './controllers/board.js';
import CalendarController from './controllers/calendar.js';
import ComboboxController from './controllers/combobox.js';
import CopyController from './controllers/copy.js';
import CurrencyController from './controllers/currency.js';
import DropController from './controllers/drop.js';
import DuplicatesController from './controllers/duplicates.js';
import ErrorSummaryController from './controllers/error-summary.js';
import FieldMenuController from './controllers/field-menu.js';
import FilterCountController from './controllers/filter-count.js';
import FoldsController from './controllers/folds.js';
import FormRowsController from './controllers/form-rows.js';
import FormatExampleController from './controllers/format-example.js';
import LookAgainController from './controllers/look-again.js';
import MenuController from './controllers/menu.js';
import MissingController from './controllers/missing.js';
import MonthEntryController from './controllers/month-entry.js';
import OrderController from './controllers/order.js';
import OutcomeController from './controllers/outcome.js';
import OwnTimeZoneController from './controllers/own-time-zone.js';
import PaletteController from './controllers/palette.js';
import PasskeyController from './controllers/passkey.js';
import PasswordEyeController from './controllers/password-eye.js';
import PasswordRulesController from './controllers/password-rules.js';
import PrintController from './controllers/print.js';
import RecordingController from './controllers/recording.js';
import RevealController from './controllers/reveal.js';
import RowMenuController from './controllers/row-menu.js';
import RowSelectionController from './controllers/row-selection.js';
import SegmentsController from './controllers/segments.js';
import SendAtOnceController from './controllers/send-at-once.js';
import ShortcutsController from './controllers/shortcuts.js';
import SubmitBusyController from './controllers/submit-busy.js';
import TabsController from './controllers/tabs.js';
import TagAdderController from './controllers/tag-adder.js';
import TemplateEditorController from './controllers/template-editor.js';
import TidyController from './controllers/tidy.js';
import ToastController from './controllers/toast.js';
import { giveFocusBack, keepFocus } from './kept-focus.js';
import { forgetPages } from './kept-take.js';

// The page says how its reader writes.
takeWritingFrom(() => writingOf(document.documentElement.dataset.locale ?? STANDARD.locale));

const application = Application.start();
application.register('act-dialog', ActDialogController);
application.register('board', BoardController);
application.register('calendar', CalendarController);
application.register('combobox', ComboboxController);
application.register('copy', CopyController);
application.register('currency', CurrencyController);
application.register('drop', DropController);
application.register('duplicates', DuplicatesController);
application.register('error-summary', ErrorSummaryController);
application.register('field-menu', FieldMenuController);
application.register('filter-count', FilterCountController);
application.register('folds', FoldsController);
application.register('form-rows', FormRowsController);
application.register('look-again', LookAgainController);
application.register('menu', MenuController);
application.register('order', OrderController);
application.register('outcome', OutcomeController);
application.register('palette', PaletteController);
application.register('format-example', FormatExampleController);
application.register('own-time-zone', OwnTimeZoneController);
application.register('missing', MissingController);
application.register('month-entry', MonthEntryController);
application.register('passkey', PasskeyController);
application.register('password-eye', PasswordEyeController);
application.register('password-rules', PasswordRulesController);
application.register('print', PrintController);
application.register('recording', RecordingController);
application.register('reveal', RevealController);
application.register('row-menu', RowMenuController);
application.register('row-selection', RowSelectionController);
application.register('segments', SegmentsController);
application.register('send-at-once', SendAtOnceController);
application.register('shortcuts', ShortcutsController);
application.register('submit-busy', SubmitBusyController);
application.register('tabs', TabsController);
application.register('tag-adder', TagAdderController);
application.register('template-editor', TemplateEditorController);
application.register('tidy', TidyController);
application.register('toast', ToastController);

// Turbo exchanges the body only; theme and locale stand on <html>: after logging in they may be others.
document.addEventListener('turbo:before-render', (event) => {
  const next = (event as TurboBeforeRenderEvent).detail.newBody.closest('html');
  if (!next) return;
  for (const name of ['theme', 'locale']) {
    if (next.dataset[name]) document.documentElement.dataset[name] = next.dataset[name];
    else delete document.documentElement.dataset[name];
  }
});

// A form that leads back to its page exchanges what was in focus.
document.addEventListener('turbo:submit-start', (event) => {
  keepFocus((event as TurboSubmitEvent).detail.formSubmission.submitter ?? null);
});
document.addEventListener('turbo:load', giveFocusBack);
// Whoever logged out leaves no page behind.
document.addEventListener('turbo:load', () => {
  if (!document.body.dataset.palettePersonValue) void forgetPages();
});

// What a frame was to show is not in the answer (the session ended, the record is gone): then the answer is a page of its own.
document.addEventListener('turbo:frame-missing', (event) => {
  const { target, defaultPrevented } = event;
  if (defaultPrevented || !(target instanceof Element) || !target.hasAttribute('data-turbo-action')) return;
  event.preventDefault();
  visit((event as TurboFrameMissingEvent).detail.response.url);
});
