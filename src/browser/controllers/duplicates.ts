import { Controller } from '@hotwired/stimulus';

const WAIT = 300;

/** Asks for what is likely there already while a form is filled in; the answer is a frame of the form. */
export default class extends Controller<HTMLFormElement> {
  static override targets = ['place'];
  static override values = { url: String, fields: String };
  declare readonly placeTarget: HTMLElement;
  declare readonly urlValue: string;
  declare readonly fieldsValue: string;

  private timer = 0;

  override disconnect(): void {
    clearTimeout(this.timer);
  }

  typed(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.ask(), WAIT);
  }

  private ask(): void {
    const url = new URL(this.urlValue, window.location.href);
    // A name that ends with a star stands for the rows of a repeated field.
    const asked = this.fieldsValue.split(' ');
    const isAsked = ({ name }: HTMLInputElement) =>
      asked.some((it) => (it.endsWith('*') ? name.startsWith(it.slice(0, -1)) : it === name));
    for (const field of this.element.elements) {
      if (field instanceof HTMLInputElement && field.value && isAsked(field))
        url.searchParams.set(field.name, field.value);
    }
    this.placeTarget.querySelector('turbo-frame')?.setAttribute('src', `${url.pathname}${url.search}`);
  }
}
