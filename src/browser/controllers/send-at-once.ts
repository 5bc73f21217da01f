import { Controller } from '@hotwired/stimulus';

/** A form that is sent as soon as something in it is chosen; the button that does it is not needed then. */
export default class extends Controller<HTMLFormElement> {
  static override targets = ['button'];
  declare readonly buttonTargets: HTMLElement[];

  override connect(): void {
    for (const button of this.buttonTargets) button.hidden = true;
  }

  send(): void {
    this.element.requestSubmit();
  }
}
