import { Controller } from '@hotwired/stimulus';

/** A chip's value opens the filters at its own field. */
export default class extends Controller<HTMLElement> {
  static override targets = ['sheet'];
  declare readonly sheetTarget: HTMLElement;

  goTo(event: Event & { params: { field?: string } }): void {
    const { field } = event.params;
    if (!field) return;
    // The popover opens after this click has been handled.
    this.sheetTarget.addEventListener('toggle', () => this.focusField(field), { once: true });
  }

  private focusField(name: string): void {
    this.sheetTarget.querySelector<HTMLElement>(`[name="${CSS.escape(name)}"]`)?.focus();
  }
}
