import { Controller } from '@hotwired/stimulus';
import { formatMoney } from '../../http/format.js';

/** Selecting rows: Shift takes a range, the head takes all, and the bar floats while any is taken. */
export default class extends Controller<HTMLElement> {
  static override targets = ['all', 'bar', 'count', 'sum'];
  declare readonly allTargets: HTMLInputElement[];
  declare readonly barTargets: HTMLElement[];
  declare readonly countTargets: HTMLElement[];
  declare readonly sumTargets: HTMLElement[];

  private last = -1;

  override connect(): void {
    for (const all of this.allTargets) all.hidden = false;
    for (const bar of this.barTargets) bar.classList.add('floating');
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

  clear(): void {
    this.pickRange(0, this.rows.length - 1, false);
    this.update();
    this.allTargets[0]?.focus();
  }

  // By their name: a row is printed up to a hundred times a page, and says no more than it must.
  private get rows(): HTMLInputElement[] {
    return [...this.element.querySelectorAll<HTMLInputElement>('tbody input[name=ids]')];
  }

  private pickRange(from: number, to: number, checked: boolean): void {
    for (const row of this.rows.slice(Math.min(from, to), Math.max(from, to) + 1)) row.checked = checked;
  }

  private update(): void {
    const picked = this.rows.filter((row) => row.checked);
    for (const all of this.allTargets) {
      all.checked = picked.length > 0 && picked.length === this.rows.length;
      all.indeterminate = picked.length > 0 && !all.checked;
    }
    for (const bar of this.barTargets) bar.hidden = picked.length === 0;
    for (const count of this.countTargets) count.textContent = `${picked.length} selected`;
    for (const sum of this.sumTargets) sum.textContent = sumOf(picked, sum.dataset.label ?? '');
  }
}

/** 'Net 175.75 USD, 20.00 EUR': currencies are never added up. */
function sumOf(rows: HTMLInputElement[], label: string): string {
  const sums = new Map<string, bigint>();
  for (const { dataset } of rows) {
    if (!dataset.minor || !dataset.currency) continue;
    sums.set(dataset.currency, (sums.get(dataset.currency) ?? 0n) + BigInt(dataset.minor));
  }
  if (sums.size === 0) return '';
  return `${label} ${[...sums].map(([currency, minor]) => `${formatMoney(minor, currency)} ${currency}`).join(', ')}`;
}
