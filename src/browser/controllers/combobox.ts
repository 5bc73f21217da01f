import { type ComboboxOption, fillOption } from '../combobox-option.js';
import { Controller } from '../kit.js';

const WAIT = 150;

/** ARIA 1.2 combobox with a list popup over a plain text input; without script the datalist does. */
export default class extends Controller<HTMLElement> {
  static override targets = ['input', 'options', 'id', 'plus'];
  static override values = { url: String, add: String };
  declare readonly inputTarget: HTMLInputElement;
  declare readonly optionsTarget: HTMLDataListElement;
  declare readonly idTarget: HTMLInputElement;
  declare readonly hasIdTarget: boolean;
  declare readonly plusTarget: HTMLTemplateElement;
  declare readonly urlValue: string;
  declare readonly addValue: string;

  private list!: HTMLUListElement;
  private active = -1;
  private timer = 0;
  private isNew = false;
  private asked = new AbortController();
  private listening = new AbortController();

  override connect(): void {
    const input = this.inputTarget;
    this.listening = new AbortController();
    // A page that Turbo kept comes back with the list of its last visit.
    this.element.querySelector('.listbox')?.remove();
    this.list = this.makeList(`${input.id}-list`);
    input.removeAttribute('list');
    for (const [name, value] of Object.entries({
      role: 'combobox',
      'aria-autocomplete': 'list',
      'aria-expanded': 'false',
      'aria-controls': this.list.id,
    })) {
      input.setAttribute(name, value);
    }
    const { signal } = this.listening;
    input.addEventListener('input', () => this.typed(), { signal });
    input.addEventListener('pointerdown', () => this.comes(input), { signal });
    input.addEventListener('click', () => this.clickedIn(input), { signal });
    input.addEventListener('keydown', (event) => this.pressed(event), { signal });
    input.addEventListener('blur', () => this.close(), { signal });
    // A press must not take the focus from the input, or its blur would close the list first.
    this.list.addEventListener('pointerdown', (event) => event.preventDefault(), { signal });
    this.list.addEventListener('click', (event) => this.clicked(event), { signal });
  }

  override disconnect(): void {
    this.listening.abort();
    this.asked.abort();
    clearTimeout(this.timer);
    this.list.remove();
  }

  // A press into a field that had not the focus takes the whole of what is chosen, so that typing chooses anew; the next one sets the caret.
  private comes(input: HTMLInputElement): void {
    this.isNew = document.activeElement !== input;
  }

  private clickedIn(input: HTMLInputElement): void {
    if (this.isNew && input.selectionStart === input.selectionEnd) input.select();
    this.isNew = false;
    this.search();
  }

  private typed(): void {
    if (this.hasIdTarget) this.idTarget.value = '';
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.search(), WAIT);
  }

  private async search(): Promise<void> {
    this.asked.abort();
    this.asked = new AbortController();
    const { signal } = this.asked;
    const typed = this.inputTarget.value.trim();
    try {
      const found = this.urlValue ? await this.fetchOptions(typed, signal) : this.localOptions(typed);
      if (!signal.aborted && document.activeElement === this.inputTarget) this.show(found, typed);
    } catch {
      // No answer means no list; what is typed still counts.
      if (!signal.aborted) this.close();
    }
  }

  private async fetchOptions(typed: string, signal: AbortSignal): Promise<ComboboxOption[]> {
    const url = new URL(this.urlValue, window.location.href);
    url.searchParams.set('q', typed);
    const answer = await fetch(url, { headers: { Accept: 'application/json' }, signal });
    if (!answer.ok) throw new Error(`the list answered ${answer.status}`);
    return (await answer.json()) as ComboboxOption[];
  }

  private localOptions(typed: string): ComboboxOption[] {
    return [...this.optionsTarget.options]
      .map((option) => ({
        id: option.dataset.id ?? option.value,
        label: option.value,
        detail: option.getAttribute('label') ?? '',
      }))
      .filter(({ label, detail }) => `${label} ${detail}`.toLowerCase().includes(typed.toLowerCase()))
      .slice(0, 20);
  }

  private show(options: ComboboxOption[], typed: string): void {
    const rows = options.map((option) => fillOption(option, typed));
    const known = options.some((option) => option.label.toLowerCase() === typed.toLowerCase());
    if (this.addValue && typed && !known) rows.push(this.addRow(typed));
    rows.forEach((row, index) => {
      row.id = `${this.list.id}-${index}`;
    });
    this.list.replaceChildren(...rows);
    this.setActive(-1);
    this.open(rows.length > 0);
  }

  private addRow(typed: string): HTMLLIElement {
    const article = /^[aeiou]/i.test(this.addValue) ? 'an' : 'a';
    const row = fillOption({ id: '', label: `Add “${typed}” as ${article} ${this.addValue}` }, '');
    row.dataset.label = typed;
    row.classList.add('new');
    row.prepend(this.plusTarget.content.cloneNode(true));
    return row;
  }

  private pressed(event: KeyboardEvent): void {
    const opened = !this.list.hidden;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!opened) void this.search();
      else this.step(event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === 'Enter' && opened && this.active >= 0) {
      event.preventDefault();
      this.choose(this.list.children[this.active]);
    } else if (event.key === 'Escape' && opened) {
      event.preventDefault();
      this.close();
    }
  }

  private step(by: number): void {
    const rows = this.list.children.length;
    this.setActive(this.active < 0 && by < 0 ? rows - 1 : (this.active + by + rows) % rows);
  }

  private setActive(index: number): void {
    this.active = index;
    [...this.list.children].forEach((row, at) => {
      row.setAttribute('aria-selected', String(at === index));
      row.classList.toggle('on', at === index);
    });
    const row = this.list.children[index];
    if (row) this.inputTarget.setAttribute('aria-activedescendant', row.id);
    else this.inputTarget.removeAttribute('aria-activedescendant');
    row?.scrollIntoView({ block: 'nearest' });
  }

  private clicked(event: Event): void {
    if (event.target instanceof Element) this.choose(event.target.closest('li'));
  }

  private choose(row: Element | null | undefined): void {
    if (!(row instanceof HTMLElement)) return;
    this.inputTarget.value = row.dataset.label ?? '';
    if (this.hasIdTarget) this.idTarget.value = row.dataset.id ?? '';
    this.close();
    this.dispatch('chosen', { detail: { id: row.dataset.id, label: row.dataset.label } });
  }

  private open(opened: boolean): void {
    this.list.hidden = !opened;
    this.inputTarget.setAttribute('aria-expanded', String(opened));
  }

  private close(): void {
    clearTimeout(this.timer);
    this.asked.abort();
    this.setActive(-1);
    this.open(false);
  }

  private makeList(id: string): HTMLUListElement {
    const list = document.createElement('ul');
    list.id = id;
    list.hidden = true;
    list.className = 'menu listbox';
    list.setAttribute('role', 'listbox');
    list.setAttribute('aria-label', this.inputTarget.labels?.[0]?.firstChild?.textContent?.trim() ?? 'Suggestions');
    this.element.append(list);
    return list;
  }
}
