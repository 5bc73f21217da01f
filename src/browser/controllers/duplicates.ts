import { Controller } from '../kit.js';

const WAIT = 300;

/** Asks for what is likely there already while a form is filled in; the answer is a line beside the fields that were typed in. */
export default class extends Controller<HTMLFormElement> {
  static override targets = ['place'];
  static override values = { url: String, except: String };
  declare readonly placeTargets: HTMLElement[];
  declare readonly urlValue: string;
  declare readonly exceptValue: string;

  private readonly timers = new Map<HTMLElement, number>();

  override disconnect(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
  }

  typed({ target }: Event): void {
    if (!(target instanceof HTMLInputElement)) return;
    for (const place of this.placeTargets) {
      if (!isOf(place, target)) continue;
      clearTimeout(this.timers.get(place));
      this.timers.set(
        place,
        window.setTimeout(() => this.ask(place), WAIT),
      );
    }
  }

  private ask(place: HTMLElement): void {
    const url = new URL(this.urlValue, window.location.href);
    url.searchParams.set('by', place.dataset.by ?? '');
    if (this.exceptValue) url.searchParams.set('except', this.exceptValue);
    for (const field of this.element.elements)
      if (field instanceof HTMLInputElement && field.value && isOf(place, field))
        url.searchParams.set(field.name, field.value);
    place.querySelector('turbo-frame')?.setAttribute('src', `${url.pathname}${url.search}`);
  }
}

/** Whether that place answers for the field; a name that ends with a star stands for the rows of a repeated one. */
function isOf(place: HTMLElement, { name }: HTMLInputElement): boolean {
  const fields = (place.dataset.fields ?? '').split(' ');
  return fields.some((it) => (it.endsWith('*') ? name.startsWith(it.slice(0, -1)) : it === name));
}
