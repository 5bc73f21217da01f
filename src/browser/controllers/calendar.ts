import { Controller, visit } from '../kit.js';

/** What is looked at once the page that is asked for is there: a day, or what was moved. */
type Kept = { day?: string; moved?: string };
let kept: Kept | undefined;

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
const DAY_MS = 86_400_000;

/**
 * Walks a month by the arrow keys and moves what has a day, by drawing it or by Alt with the arrows. A move is a form that is sent,
 * and what the server shows then stands.
 */
export default class extends Controller<HTMLElement> {
  static override targets = ['form', 'said', 'day', 'before', 'after', 'today', 'add'];
  declare readonly formTarget: HTMLFormElement;
  declare readonly saidTarget: HTMLElement;
  declare readonly dayTargets: HTMLAnchorElement[];
  declare readonly beforeTargets: HTMLAnchorElement[];
  declare readonly afterTargets: HTMLAnchorElement[];
  declare readonly addTargets: HTMLAnchorElement[];

  private drawn: HTMLElement | null = null;

  override connect(): void {
    for (const name of ['dragstart', 'dragover', 'dragleave', 'drop', 'dragend'] as const)
      this.element.addEventListener(name, (event) => this[name](event));
    const first = this.dayTargets.find((it) => it.hasAttribute('aria-current')) ?? this.dayTargets.find(isOfMonth);
    if (first) this.reach(first);
    if (kept) this.resume(kept);
    kept = undefined;
  }

  /** The keys of the month: arrows, Home and End within the week, Page Up and Page Down; Alt with an arrow moves what is in focus. */
  press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const at = event.target as HTMLElement;
    const by = STEPS[event.key];
    if (event.altKey) {
      const entry = at.closest<HTMLElement>('[data-move]');
      if (by === undefined || !entry) return;
      event.preventDefault();
      this.send(entry, dayAfter(dayOf(entry), by));
      return;
    }
    const day = dayOf(at);
    if (!day || !this.lead(event.key, day, by)) return;
    event.preventDefault();
  }

  private lead(key: string, day: string, by: number | undefined): boolean {
    if (by !== undefined) return this.look(dayAfter(day, by));
    const at = this.dayTargets.findIndex((it) => dayOf(it) === day);
    const week = Math.floor(at / 7) * 7;
    if (key === 'Home' || key === 'End') return this.look(dayOf(this.dayTargets[week + (key === 'Home' ? 0 : 6)]));
    if (key === 'PageUp') return this.turn(this.beforeTargets[0], dayAfter(day, -28));
    return key === 'PageDown' && this.turn(this.afterTargets[0], dayAfter(day, 28));
  }

  private look(day: string): boolean {
    const link = this.dayTargets.find((it) => dayOf(it) === day);
    if (link) this.reach(link).focus();
    else this.turn(day < dayOf(this.dayTargets[0]) ? this.beforeTargets[0] : this.afterTargets[0], day);
    return true;
  }

  private turn(link: HTMLAnchorElement | undefined, day: string): boolean {
    if (!link) return false;
    kept = { day };
    visit(link.href);
    return true;
  }

  // One day of the month is reached by Tab; a task that is added falls on it.
  private reach(link: HTMLAnchorElement): HTMLAnchorElement {
    for (const it of this.dayTargets) it.tabIndex = it === link ? 0 : -1;
    for (const add of this.addTargets) {
      const url = new URL(add.href);
      url.searchParams.set('due_on', dayOf(link));
      add.href = url.href;
    }
    return link;
  }

  private dragstart(event: DragEvent): void {
    this.drawn = (event.target as HTMLElement).closest<HTMLElement>('[data-move]');
    if (!this.drawn) return;
    this.drawn.classList.add('lifted');
    if (event.dataTransfer) event.dataTransfer.effectAllowed = 'move';
  }

  private dragover(event: DragEvent): void {
    const cell = cellOf(event.target);
    if (!this.drawn || !cell) return;
    event.preventDefault();
    cell.classList.add('lands');
  }

  private dragleave(event: DragEvent): void {
    const cell = cellOf(event.target);
    if (cell && !cell.contains(event.relatedTarget as Node | null)) cell.classList.remove('lands');
  }

  private drop(event: DragEvent): void {
    const day = cellOf(event.target)?.dataset.day;
    if (!this.drawn || !day) return;
    event.preventDefault();
    if (day !== dayOf(this.drawn)) this.send(this.drawn, day);
  }

  private dragend(): void {
    this.drawn?.classList.remove('lifted');
    this.drawn = null;
    for (const cell of this.element.querySelectorAll('.lands')) cell.classList.remove('lands');
  }

  private send(entry: HTMLElement, day: string): void {
    const form = this.formTarget;
    const path = entry.dataset.move ?? '';
    kept = { moved: path };
    for (const [name, value] of Object.entries({ day, version: entry.dataset.version ?? '' })) {
      const input = form.elements.namedItem(name);
      if (input instanceof HTMLInputElement) input.value = value;
    }
    form.action = path;
    form.requestSubmit();
  }

  private resume({ day, moved }: Kept): void {
    if (day) this.look(day);
    if (!moved) return;
    this.element.querySelector<HTMLElement>(`[data-move="${CSS.escape(moved)}"]`)?.focus();
    const said = document.querySelector('.toast > span')?.textContent ?? '';
    // A region that comes with its words is not read out.
    window.setTimeout(() => (this.saidTarget.textContent = said), 50);
  }
}

const cellOf = (at: EventTarget | null) => (at as HTMLElement | null)?.closest<HTMLElement>('td[data-day]') ?? null;
const dayOf = (at: HTMLElement | undefined) => cellOf(at ?? null)?.dataset.day ?? '';
const isOfMonth = (link: HTMLElement) => !cellOf(link)?.classList.contains('out');

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}
