import { Controller } from '@hotwired/stimulus';

/** Counts anew which rows an act reaches as soon as another value is chosen; the button that does it is not needed then. */
export default class extends Controller<HTMLFormElement> {
  static override targets = ['button'];
  declare readonly buttonTargets: HTMLElement[];

  override connect(): void {
    for (const button of this.buttonTargets) button.hidden = true;
  }

  ask(): void {
    this.element.requestSubmit();
  }
}
