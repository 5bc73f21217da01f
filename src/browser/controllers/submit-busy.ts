import { Controller } from '@hotwired/stimulus';

/** The button that sent a form says that it is at work; Turbo itself keeps it from being pressed twice. */
export default class extends Controller<HTMLElement> {
  private readonly labels = new Map<HTMLElement, string>();

  start(event: Event): void {
    const button = this.submitterOf(event);
    const label = button && textOf(button);
    if (!button || !label || this.labels.has(button)) return;
    this.labels.set(button, label.data);
    button.style.minWidth = `${button.offsetWidth}px`;
    button.setAttribute('aria-busy', 'true');
    label.data = button.dataset.busy ?? (label.data.trim().startsWith('Save') ? 'Saving' : 'Working');
  }

  end(event: Event): void {
    const button = this.submitterOf(event);
    const label = button && textOf(button);
    const before = button && this.labels.get(button);
    if (!button || !label || before === undefined) return;
    label.data = before ?? '';
    button.style.minWidth = '';
    button.removeAttribute('aria-busy');
    this.labels.delete(button);
  }

  private submitterOf(event: Event): HTMLElement | undefined {
    const { submitter } = (event as TurboSubmitEvent).detail.formSubmission;
    return submitter?.matches('.btn') ? submitter : undefined;
  }
}

/** The button's own words; a button with only an icon has none. */
function textOf(button: HTMLElement): Text | undefined {
  return [...button.childNodes].find((node): node is Text => node instanceof Text && node.data.trim() !== '');
}
