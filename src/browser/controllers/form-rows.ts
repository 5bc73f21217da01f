import { Controller } from '../kit.js';

const MOST = 20;
/** What is typed or chosen in a row. */
const FIELD = ':is(input, select, textarea):not([type=hidden])';

/** Adds rows to a repeated part of a form and takes them away; without script a button of the form adds one. */
export default class extends Controller<HTMLElement> {
  static override targets = ['list', 'row', 'pattern', 'add', 'remove'];
  declare readonly listTarget: HTMLElement;
  declare readonly rowTargets: HTMLElement[];
  declare readonly patternTarget: HTMLTemplateElement;
  declare readonly addTarget: HTMLButtonElement;
  declare readonly hasAddTarget: boolean;

  private next = 0;

  override connect(): void {
    const numbers = this.rowTargets.map((row) => Number(/_(\d+)$/.exec(row.querySelector('input')?.name ?? '')?.[1]));
    this.next = Math.max(-1, ...numbers) + 1;
  }

  removeTargetConnected(button: HTMLButtonElement): void {
    button.hidden = false;
  }

  add(event: Event): void {
    event.preventDefault();
    const filled = document.createElement('template');
    filled.innerHTML = this.patternTarget.innerHTML.replaceAll('__n__', String(this.next));
    this.next += 1;
    const row = filled.content.firstElementChild;
    if (!(row instanceof HTMLElement)) return;
    this.listTarget.append(row);
    row.querySelector<HTMLElement>(FIELD)?.focus();
    this.offerMore();
  }

  remove(event: Event): void {
    const row = this.rowTargets.find((it) => it.contains(event.target as Node));
    if (!row) return;
    const wasPrimary = row.querySelector<HTMLInputElement>('input[type="radio"]')?.checked;
    row.remove();
    if (wasPrimary) this.rowTargets[0]?.querySelector<HTMLInputElement>('input[type="radio"]')?.click();
    this.offerMore();
    (this.rowTargets.at(-1)?.querySelector<HTMLElement>(FIELD) ?? this.addTarget).focus();
  }

  private offerMore(): void {
    if (this.hasAddTarget) this.addTarget.hidden = this.rowTargets.length >= MOST;
  }
}
