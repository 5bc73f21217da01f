import type { SortableEvent } from 'sortablejs';
import { type DrawnList, drawnList } from '../drawn-list.js';
import { Controller } from '../kit.js';

/** What is looked at again on the page that a move leads to: whose handle had the focus, and where the page stood. */
type Kept = { row: string; top: number };
let kept: Kept | undefined;

/**
 * Moves the rows of a list by drawing their handles and from the keyboard: Space takes a row, the arrows move it, Space drops it,
 * Escape puts it back; Alt with an arrow moves it at once. Each move is a form that is sent, and what the server shows then stands.
 */
export default class extends Controller<HTMLFormElement> {
  static override targets = ['list', 'row', 'to', 'said'];
  declare readonly listTarget: HTMLElement;
  declare readonly rowTarget: HTMLInputElement;
  declare readonly toTarget: HTMLInputElement;
  declare readonly saidTarget: HTMLElement;

  private drawn: DrawnList | undefined;
  private taken: { item: HTMLElement; from: number } | undefined;
  private isSent = false;

  override connect(): void {
    this.isSent = false;
    this.drawn = drawnList(this.listTarget, {
      draggable: 'li',
      handle: '.hnd button',
      animation: 120,
      ghostClass: 'lands',
      dragClass: 'lifted',
      onEnd: ({ item, oldIndex, newIndex }: SortableEvent) => {
        if (oldIndex !== newIndex) this.send(item);
      },
    });
    const place = kept;
    kept = undefined;
    if (place) document.addEventListener('turbo:load', () => this.resume(place), { once: true });
  }

  override disconnect(): void {
    this.drawn?.destroy();
  }

  press(event: KeyboardEvent): void {
    const item = (event.target as HTMLElement).closest<HTMLElement>('li');
    const way = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!item || event.ctrlKey || event.metaKey) return;
    if (way && (event.altKey || this.taken)) this.step(event, item, way);
    else if (event.key === ' ' || (event.key === 'Enter' && this.taken)) this.takeOrDrop(event, item);
    else if (event.key === 'Escape' && this.taken) this.putBack(event);
  }

  /** A row that was taken and is left without a word stands where it stood. */
  leave(): void {
    if (this.taken && !this.isSent) this.putBack();
  }

  private step(event: KeyboardEvent, item: HTMLElement, way: number): void {
    event.preventDefault();
    const beside = way < 0 ? item.previousElementSibling : item.nextElementSibling;
    if (!beside) {
      this.say(way < 0 ? 'It is the first already.' : 'It is the last already.');
      return;
    }
    const { taken } = this;
    // Who moves what is in focus takes the focus away for a moment: that is no leaving.
    this.taken = undefined;
    if (way < 0) beside.before(item);
    else beside.after(item);
    handleOf(item)?.focus();
    this.taken = taken;
    if (taken) this.say(`${this.placeOf(item)} of ${this.listTarget.children.length}`);
    else this.send(item);
  }

  private takeOrDrop(event: KeyboardEvent, item: HTMLElement): void {
    event.preventDefault();
    const { taken } = this;
    if (!taken) {
      this.taken = { item, from: this.placeOf(item) };
      item.classList.add('lifted');
      this.say(
        `Taken, ${this.placeOf(item)} of ${this.listTarget.children.length}. Arrows move it, Space drops it, Escape puts it back.`,
      );
      return;
    }
    this.release();
    if (this.placeOf(taken.item) === taken.from) this.say('It stays where it stood.');
    else this.send(taken.item);
  }

  private putBack(event?: KeyboardEvent): void {
    event?.preventDefault();
    const { taken } = this;
    if (!taken) return;
    this.release();
    const others = [...this.listTarget.children].filter((it) => it !== taken.item);
    const before = others[taken.from - 1];
    if (before) before.before(taken.item);
    else this.listTarget.append(taken.item);
    if (event) handleOf(taken.item)?.focus();
    this.say('Put back.');
  }

  private release(): void {
    this.taken?.item.classList.remove('lifted');
    this.taken = undefined;
  }

  private send(item: HTMLElement): void {
    if (this.isSent) return;
    this.isSent = true;
    kept = { row: item.id, top: window.scrollY };
    this.rowTarget.value = kept.row;
    this.toTarget.value = String(this.placeOf(item));
    this.element.requestSubmit();
  }

  private resume({ row, top }: Kept): void {
    window.scrollTo(0, top);
    const item = this.listTarget.querySelector<HTMLElement>(`#${CSS.escape(row)}`);
    if (!item) return;
    handleOf(item)?.focus({ preventScroll: true });
    // A region that comes with its words is not read out.
    window.setTimeout(() => this.say(`Moved to ${this.placeOf(item)} of ${this.listTarget.children.length}`), 50);
  }

  private placeOf(item: HTMLElement): number {
    return [...this.listTarget.children].indexOf(item) + 1;
  }

  private say(text: string): void {
    this.saidTarget.textContent = text;
  }
}

function handleOf(item: HTMLElement): HTMLButtonElement | null {
  return item.querySelector<HTMLButtonElement>('.hnd button');
}
