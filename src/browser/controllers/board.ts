import type { SortableEvent } from 'sortablejs';
import { type DrawnList, drawnList } from '../drawn-list.js';
import { Controller, visit } from '../kit.js';

/** What is carried over the page that a move leads to: whose card is looked at next, and which columns are open. */
type Kept = { card: string | null; open: string[]; left: number };
let kept: Kept | undefined;

const PHONE = '(max-width: 767px)';

/**
 * Moves the cards of a board, by drawing them and by Alt with the arrows. Each move is a form that is sent, and what the server
 * shows then stands: a card that may not go stands where it stood. The ends of the board are no columns: they ask how a deal is closed.
 */
export default class extends Controller<HTMLElement> {
  static override targets = ['form', 'said', 'column', 'cards', 'rail'];
  declare readonly formTarget: HTMLFormElement;
  declare readonly saidTarget: HTMLElement;
  declare readonly columnTargets: HTMLDetailsElement[];
  declare readonly cardsTargets: HTMLElement[];
  declare readonly railTargets: HTMLElement[];

  private lists = new Map<HTMLElement, DrawnList>();
  private isMoving = false;

  override connect(): void {
    this.isMoving = false;
    this.fold();
    if (kept) this.resume(kept);
    kept = undefined;
  }

  cardsTargetConnected(list: HTMLElement): void {
    const drawn = drawnList(list, {
      group: 'board',
      draggable: 'li',
      animation: 120,
      // A finger that scrolls draws nothing.
      delay: 250,
      delayOnTouchOnly: true,
      filter: '.mv',
      preventOnFilter: false,
      ghostClass: 'lands',
      dragClass: 'lifted',
      onStart: () => this.element.classList.add('drawing'),
      onEnd: (event) => this.dropped(event),
    });
    this.lists.set(list, drawn);
  }

  cardsTargetDisconnected(list: HTMLElement): void {
    this.forget(list);
  }

  railTargetConnected(rail: HTMLElement): void {
    this.lists.set(rail, drawnList(rail, { group: { name: 'board', pull: false }, sort: false }));
  }

  railTargetDisconnected(rail: HTMLElement): void {
    this.forget(rail);
  }

  /** Alt with an arrow moves the card in focus: up and down in its column, left and right to the next one. */
  press(event: KeyboardEvent): void {
    if (!event.altKey || event.ctrlKey || event.metaKey || !event.key.startsWith('Arrow')) return;
    const card = (event.target as HTMLElement).closest<HTMLElement>('li[data-id]');
    if (!card) return;
    event.preventDefault();
    const way = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (way) this.shift(card, way);
    else this.carry(card, event.key === 'ArrowRight' ? 1 : -1);
  }

  // What somebody has opened or closed before this was here stays, where the server printed what a phone shows.
  private fold(): void {
    const isPhone = window.matchMedia(PHONE).matches;
    const areAllOpen = this.columnTargets.every(({ open }) => open);
    for (const [at, column] of this.columnTargets.entries())
      if (!isPhone) column.open = true;
      else if (kept) column.open = kept.open.includes(column.dataset.stage ?? '');
      else if (areAllOpen) column.open = at === 0;
  }

  private shift(card: HTMLElement, way: number): void {
    const beside = way < 0 ? card.previousElementSibling : card.nextElementSibling;
    if (beside instanceof HTMLElement)
      this.send(card, stageOf(card), { [way < 0 ? 'before' : 'after']: beside.dataset.id });
    else this.say(way < 0 ? 'It is the first already.' : 'It is the last already.');
  }

  private carry(card: HTMLElement, way: number): void {
    const at = this.cardsTargets.findIndex((list) => list.contains(card));
    const to = this.cardsTargets[at + way];
    if (to) this.send(card, to.dataset.stage ?? '', {});
    else this.say(way < 0 ? 'It is in the first stage.' : 'It is in the last stage. “Move” closes it.');
  }

  private dropped({ item, from, to, oldIndex, newIndex }: SortableEvent): void {
    this.element.classList.remove('drawing');
    if (from === to && oldIndex === newIndex) return;
    const closure = to.dataset.closure;
    if (closure) {
      // It is there until its closure is saved.
      from.insertBefore(item, from.children[oldIndex ?? 0] ?? null);
      visit(`${this.formTarget.getAttribute('action')}/${item.dataset.id}/closure?to=${closure}`, { frame: 'act' });
      return;
    }
    const [before, after] = [item.nextElementSibling, item.previousElementSibling] as (HTMLElement | null)[];
    const place = { before: before?.dataset.id, after: before ? undefined : after?.dataset.id };
    this.send(item, to.dataset.stage ?? '', place);
  }

  private send(card: HTMLElement, stage: string, place: Record<string, string | undefined>): void {
    if (this.isMoving) return;
    this.isMoving = true;
    const open = this.columnTargets.filter((it) => it.open).map((it) => it.dataset.stage ?? '');
    kept = { card: card.dataset.id ?? null, open: [...open, stage], left: this.element.scrollLeft };
    const form = this.formTarget;
    const path = form.getAttribute('action') ?? '';
    const fields = { stage, version: card.dataset.version, before: '', after: '', ...place };
    for (const [name, value] of Object.entries(fields)) {
      const input = form.elements.namedItem(name);
      if (input instanceof HTMLInputElement) input.value = value ?? '';
    }
    form.action = `${path}/${card.dataset.id}/stage`;
    form.requestSubmit();
  }

  private resume({ card, left }: Kept): void {
    this.element.scrollLeft = left;
    this.element.querySelector<HTMLElement>(`li[data-id="${card}"] h3 a`)?.focus({ preventScroll: true });
    const said = document.querySelector('.toast > span, .msg[role=alert] p');
    // A region that comes with its words is not read out.
    window.setTimeout(() => this.say(said?.textContent ?? ''), 50);
  }

  private say(text: string): void {
    this.saidTarget.textContent = text;
  }

  private forget(list: HTMLElement): void {
    this.lists.get(list)?.destroy();
    this.lists.delete(list);
  }
}

function stageOf(card: HTMLElement): string {
  return card.closest<HTMLElement>('[data-board-target=cards]')?.dataset.stage ?? '';
}
