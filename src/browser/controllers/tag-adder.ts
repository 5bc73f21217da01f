import { Controller } from '@hotwired/stimulus';

/** The little form over a record's tags: ready to type in once it opens, sent as soon as a tag is chosen. */
export default class extends Controller<HTMLElement> {
  opened(event: ToggleEvent): void {
    if (event.newState === 'open') this.element.querySelector<HTMLInputElement>('input[type="text"]')?.focus();
  }

  add(): void {
    this.element.querySelector('form')?.requestSubmit();
  }
}
