import { Controller } from '../kit.js';

type Ask = { choice: string; value: string; label: string; words: string; needs: string[]; fields: string[] };

/** Puts what a chosen value asks for straight under the choice, and back into its fold when another is chosen: what was typed stays. */
export default class extends Controller<HTMLFormElement> {
  static override targets = ['place', 'words', 'cell', 'slot'];
  static override values = { asks: Array };
  declare readonly placeTargets: HTMLElement[];
  declare readonly wordsTargets: HTMLElement[];
  declare readonly cellTargets: HTMLElement[];
  declare readonly slotTargets: HTMLElement[];
  declare readonly asksValue: Ask[];

  choose({ target }: Event): void {
    const isChoice = this.asksValue.some(({ choice }) => choice === (target as HTMLInputElement).name);
    if (isChoice) this.show();
  }

  private show(): void {
    const chosen = this.asksValue.filter(({ choice, value }) => this.chosenOf(choice) === value);
    const shown = new Set<string>();
    for (const place of this.placeTargets) {
      const ask = chosen.find(({ choice, fields }) => choice === place.dataset.choice && fields.length > 0);
      const names = (ask?.fields ?? []).filter((name) => !shown.has(name));
      for (const name of names) shown.add(name);
      this.fill(place, ask, names);
    }
    for (const cell of this.cellTargets) if (!shown.has(cell.dataset.name ?? '')) this.putBack(cell);
    this.mark(new Set(chosen.flatMap(({ needs }) => needs)));
    this.dispatch('moved', { prefix: 'reveal' });
  }

  private fill(place: HTMLElement, ask: Ask | undefined, names: string[]): void {
    const words = this.wordsTargets.find((it) => place.contains(it));
    if (ask && words) words.replaceChildren(bold(ask.label), ` ${ask.words}`);
    for (const name of names) {
      const cell = this.cellTargets.find((it) => it.dataset.name === name);
      if (cell) place.querySelector('.row3')?.append(cell);
    }
    place.hidden = names.length === 0;
  }

  private putBack(cell: HTMLElement): void {
    const slot = this.slotTargets.find(({ dataset }) => dataset.name === cell.dataset.name);
    if (slot && cell.parentElement !== slot) slot.append(cell);
  }

  // A field that a value needs is marked as the others that must be filled: by the lack of "optional".
  private mark(needed: Set<string>): void {
    for (const name of new Set(this.asksValue.flatMap(({ needs }) => needs))) {
      const control = this.element.elements.namedItem(name);
      if (!(control instanceof HTMLInputElement || control instanceof HTMLSelectElement)) continue;
      control.required = needed.has(name);
      const label = control.labels?.[0];
      label?.querySelector('.opt')?.remove();
      if (!needed.has(name)) label?.append(optional());
    }
  }

  private chosenOf(choice: string): string {
    const control = this.element.elements.namedItem(choice);
    if (control instanceof HTMLInputElement && control.type === 'checkbox') return control.checked ? control.value : '';
    return (control as HTMLInputElement | RadioNodeList | null)?.value ?? '';
  }
}

function bold(text: string): HTMLElement {
  const it = document.createElement('b');
  it.textContent = text;
  return it;
}

function optional(): HTMLElement {
  const it = document.createElement('span');
  it.className = 'opt';
  it.textContent = 'optional';
  return it;
}
