import { Controller } from '@hotwired/stimulus';

/** A range is asked for by a word or by its ends: whoever chooses the one gives up the other. */
export default class extends Controller<HTMLElement> {
  static override targets = ['word', 'span'];
  declare readonly wordTargets: HTMLInputElement[];
  declare readonly spanTargets: HTMLInputElement[];

  choose({ target }: Event): void {
    const chosen = target as HTMLInputElement;
    const ends = [...this.element.querySelectorAll<HTMLInputElement>('.ends input')];
    if (ends.includes(chosen)) {
      for (const word of this.wordTargets) word.checked = false;
      for (const span of this.spanTargets) span.checked = true;
    } else if (this.spanTargets.includes(chosen)) ends[0]?.focus();
    else if (chosen.checked) for (const end of ends) end.value = '';
  }
}
