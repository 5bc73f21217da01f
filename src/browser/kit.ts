import { Application, Controller } from '@hotwired/stimulus';
import { visit } from '@hotwired/turbo';
import ActDialogController from './controllers/act-dialog.js';
import CopyController from './controllers/copy.js';
import ErrorSummaryController from './controllers/error-summary.js';
import LookAgainController from './controllers/look-again.js';
import MenuController from './controllers/menu.js';
import PaletteController from './controllers/palette.js';
import PrintController from './controllers/print.js';
import SendAtOnceController from './controllers/send-at-once.js';
import ShortcutsController from './controllers/shortcuts.js';
import SubmitBusyController from './controllers/submit-busy.js';
import TabsController from './controllers/tabs.js';
import TagAdderController from './controllers/tag-adder.js';
import TidyController from './controllers/tidy.js';
import ToastController from './controllers/toast.js';
import { giveFocusBack, keepFocus } from './kept-focus.js';
import { forgetPages } from './kept-pages.js';

export { Controller, visit };

/** What every page has; the files of the other controllers take what they are made of from here, so that all of it is one file. */
export const application = Application.start();
application.register('act-dialog', ActDialogController);
application.register('copy', CopyController);
application.register('error-summary', ErrorSummaryController);
application.register('look-again', LookAgainController);
application.register('menu', MenuController);
application.register('palette', PaletteController);
application.register('print', PrintController);
application.register('send-at-once', SendAtOnceController);
application.register('shortcuts', ShortcutsController);
application.register('submit-busy', SubmitBusyController);
application.register('tabs', TabsController);
application.register('tag-adder', TagAdderController);
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

// What a frame was to show is not in the answer (the session ended, the record is gone, what was waited for is over): then the answer
// is a page of its own.
const LEAVES = '[data-turbo-action], [data-controller~="look-again"]';
document.addEventListener('turbo:frame-missing', (event) => {
  const { target, defaultPrevented } = event;
  if (defaultPrevented || !(target instanceof Element) || !target.matches(LEAVES)) return;
  event.preventDefault();
  visit((event as TurboFrameMissingEvent).detail.response.url);
});
