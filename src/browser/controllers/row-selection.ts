import { Controller } from '../kit.js';
import { type Picked, pickedIn } from '../picked-rows.js';

/**
 * Selecting rows: Shift takes a range, the head takes the page, another button the whole list; what was taken on another page of
 * the list stays so. The bar floats while any is taken, and shows what they sum up to.
 */
export default class extends Controller<HTMLElement> {
  static override targets = ['all', 'bar', 'count', 'sum', 'sums', 'whole'];
  declare readonly allTargets: HTMLInputElement[];
  declare readonly barTargets: HTMLElement[];
  declare readonly countTargets: HTMLElement[];
  declare readonly sumTargets: HTMLElement[];
  declare readonly sumsTargets: HTMLElement[];
  declare readonly wholeTargets: HTMLElement[];

  private last = -1;
  private picked = new Map<string, Picked>();
  /** How many the whole list has, while all of it is taken. */
  private whole: string | undefined;

  override connect(): void {
    for (const all of this.allTargets) all.hidden = false;
    for (const bar of this.barTargets) bar.classList.add('floating');
    // All pages of a list are one.
    const list = new URLSearchParams(location.search);
    list.delete('cursor');
    this.picked = pickedIn(`${location.pathname}?${list}`);
    for (const row of this.rows) if (this.picked.has(row.value)) row.checked = true;
    this.update();
  }

  override disconnect(): void {
    for (const bar of this.barTargets) {
      bar.classList.remove('floating');
      bar.hidden = false;
    }
  }

  pick(event: MouseEvent): void {
    const row = event.target as HTMLInputElement;
    const index = this.rows.indexOf(row);
    if (index < 0) return;
    if (event.shiftKey && this.last >= 0) this.pickRange(this.last, index, row.checked);
    this.last = index;
    this.update();
  }

  pickAll(event: Event): void {
    const { checked } = event.currentTarget as HTMLInputElement;
    this.pickRange(0, this.rows.length - 1, checked);
    this.update();
  }

  /** Takes the whole list, its other pages too. */
  pickWhole(event: Event): void {
    event.preventDefault();
    this.pickRange(0, this.rows.length - 1, true);
    this.update((event.currentTarget as HTMLElement).dataset.count);
  }

  /** Does what needs to be told nothing more, where the rows are ticked one by one: it can be undone. */
  doNow(event: Event): void {
    const form = document.querySelector<HTMLFormElement>('#row-act');
    const button = event.currentTarget as HTMLButtonElement;
    if (this.whole || !form) return;
    event.preventDefault();
    const from = this.element.querySelector<HTMLInputElement>('input[name=from]')?.value ?? '';
    const sent = [...this.picked.keys()].map((id) => ['ids', id] as const);
    this.carry(form, [...sent, ['from', from], [button.name, button.value]]);
    form.action = this.element.getAttribute('action') ?? '';
    form.requestSubmit();
  }

  clear(): void {
    this.picked.clear();
    this.pickRange(0, this.rows.length - 1, false);
    this.update();
    this.allTargets[0]?.focus();
  }

  /** Fills the table of the sums as it opens. */
  async showSums(event: ToggleEvent): Promise<void> {
    if (event.newState !== 'open') return;
    const sums = event.currentTarget as HTMLElement;
    const { sumsAt } = await readSums();
    const { table } = await sumsAt(this.sumsAddress(sums), this.countText);
    sums.replaceChildren(table);
  }

  // By their name: a row is printed up to a hundred times a page, and says no more than it must.
  private get rows(): HTMLInputElement[] {
    return [...this.element.querySelectorAll<HTMLInputElement>('tbody input:is([name=ids], [name=take])')];
  }

  private get countText(): string {
    return `${this.whole ?? this.picked.size} selected`;
  }

  private pickRange(from: number, to: number, checked: boolean): void {
    for (const row of this.rows.slice(Math.min(from, to), Math.max(from, to) + 1)) row.checked = checked;
  }

  private sumsAddress(sums: HTMLElement): string {
    if (this.whole) return sums.dataset.all ?? '';
    return `${sums.dataset.of}?${[...this.picked.keys()].map((id) => `ids=${id}`).join('&')}`;
  }

  private update(whole?: string): void {
    this.whole = whole;
    const here = this.rows;
    for (const { value, checked, dataset } of here) {
      if (checked) this.picked.set(value, { minor: dataset.minor, currency: dataset.currency });
      else this.picked.delete(value);
    }
    const taken = here.filter((row) => row.checked).length;
    for (const all of this.allTargets) {
      all.checked = taken > 0 && taken === here.length;
      all.indeterminate = taken > 0 && !all.checked;
    }
    for (const bar of this.barTargets) this.showBar(bar);
    for (const button of this.wholeTargets) button.hidden = whole !== undefined;
    this.carryOthers();
    void this.sumPicked();
    if (whole) void this.sumWhole();
  }

  // What is ticked over several pages may be more than goes in one go: that is said before anything is asked for.
  private showBar(bar: HTMLElement): void {
    bar.hidden = this.picked.size === 0;
    const most = Number(bar.dataset.most ?? Number.POSITIVE_INFINITY);
    const isTooMany = !this.whole && this.picked.size > most;
    for (const act of bar.querySelectorAll<HTMLButtonElement>('button:not(.clear)'))
      act.disabled = isTooMany && !this.wholeTargets.includes(act);
    for (const count of this.countTargets)
      count.textContent = isTooMany ? `${this.countText}, ${most} at most in one go` : this.countText;
  }

  private async sumPicked(): Promise<void> {
    if (this.picked.size === 0) return this.showSum('');
    const { sumText } = await readSums();
    if (!this.whole) this.showSum(sumText(this.picked.values()));
  }

  private showSum(text: string): void {
    for (const sum of this.sumTargets) {
      sum.hidden = text === '';
      const label = sum.querySelector('span');
      if (label) label.textContent = `${sum.dataset.label} ${text}`;
    }
  }

  // The server's: the page has not all rows.
  private async sumWhole(): Promise<void> {
    const [sums] = this.sumsTargets;
    if (!sums) return;
    this.showSum('…');
    const { sumsAt } = await readSums();
    const { text } = await sumsAt(this.sumsAddress(sums), this.countText);
    if (this.whole) this.showSum(text);
  }

  // What is taken on other pages is sent from here as well, and where the whole list is, that alone.
  private carryOthers(): void {
    const onPage = new Set(this.rows.map(({ value }) => value));
    const others = [...this.picked.keys()].filter((id) => !onPage.has(id)).map((id) => ['ids', id] as const);
    this.carry(this.element, this.whole ? [['all_matching', '1']] : others);
  }

  private carry(form: HTMLElement, fields: (readonly [string, string])[]): void {
    for (const old of form.querySelectorAll('input[data-carried]')) old.remove();
    for (const [name, value] of fields) {
      const input = document.createElement('input');
      Object.assign(input, { type: 'hidden', name, value });
      input.setAttribute('data-carried', '');
      form.append(input);
    }
  }
}

// Only who selects something asks what it sums up to.
const readSums = () => import('../sums.js');
