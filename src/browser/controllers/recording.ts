import {
  afterAct,
  elapsedAt,
  lastMarked,
  type Take,
  type TakeAct,
  takeAt,
} from '../../features/guide/recording/take.js';
import { forgetPages, keepPage } from '../kept-pages.js';
import { type KeptTake, keep, readKept, type ServerTake, sendAct, takeFrom } from '../kept-take.js';
import { Controller } from '../kit.js';
import { type Shown, showTake } from '../recording-stage.js';
import { isSure, PRESSED, sentenceOf } from '../recording-words.js';

const SECOND_MS = 250;
const AGAIN_MS = 5_000;
const SAID_MS = 6_000;
const KEYS: Record<string, 'mark' | 'undo' | 'end' | 'pause'> = { ' ': 'mark', u: 'undo', e: 'end', p: 'pause' };

/**
 * The clock of a recording: it runs in the browser, which keeps what was done until the server has it, so that a reload or a lost
 * network loses nothing. What is sent again says the same again. Without script its forms do the same by the server's clock.
 */
export default class extends Controller<HTMLElement> {
  static override targets = ['net', 'said', 'form', 'full', 'sure', 'row'];
  static override values = { take: Object, path: String, person: String, keys: Boolean, worker: String };
  declare readonly netTarget: HTMLElement;
  declare readonly saidTarget: HTMLElement;
  declare readonly formTarget: HTMLFormElement;
  declare readonly hasFormTarget: boolean;
  declare readonly fullTarget: HTMLElement;
  declare readonly sureTarget: HTMLDialogElement;
  declare readonly rowTargets: HTMLElement[];
  declare readonly takeValue: ServerTake;
  declare readonly pathValue: string;
  declare readonly personValue: string;
  declare readonly keysValue: boolean;
  declare readonly workerValue: string;

  private kept: KeptTake = {
    asOf: 0,
    take: { clock: { startedAt: null, pausedAt: null, length: null }, segments: [] },
    queue: [],
  };
  private ticking = 0;
  private trying = 0;
  private saying = 0;
  private isSending = false;
  private isPageKept = false;
  private awake: WakeLockSentinel | undefined;

  override connect(): void {
    const server = this.takeValue;
    const before = readKept(this.personValue, this.pathValue);
    // What is kept goes before a page that was printed earlier, and before one that lacks what was not sent yet.
    const isNewer = before !== undefined && (before.queue.length > 0 || before.asOf > server.read);
    this.kept = isNewer
      ? { ...before, take: known(before.take, server) }
      : { asOf: server.read, take: takeFrom(server), queue: [] };
    this.fullTarget.hidden = !document.fullscreenEnabled;
    this.ticking = window.setInterval(() => this.show(), SECOND_MS);
    this.trying = window.setInterval(() => void this.sendKept(), AGAIN_MS);
    window.addEventListener('storage', this.taken);
    this.changed();
    void this.sendKept();
  }

  override disconnect(): void {
    clearInterval(this.ticking);
    clearInterval(this.trying);
    clearTimeout(this.saying);
    window.removeEventListener('storage', this.taken);
    void this.awake?.release();
  }

  press(event: KeyboardEvent): void {
    const meant = KEYS[event.key.toLowerCase()];
    if (!meant || !this.keysValue || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = event.target as HTMLElement;
    // Space presses the button that has the focus, as everywhere.
    if (this.sureTarget.open || at.closest(event.key === ' ' ? 'a, button, input' : 'input')) return;
    const button = [...this.element.querySelectorAll<HTMLButtonElement>(PRESSED[meant])].find(
      (it) => it.offsetParent !== null,
    );
    if (!button) return;
    event.preventDefault();
    button.click();
  }

  sent(event: SubmitEvent): void {
    const { name, value } = (event.submitter ?? {}) as HTMLButtonElement;
    if (!name) return;
    event.preventDefault();
    const at = elapsedAt(this.kept.take, Date.now());
    if (name === 'mark') this.act({ act: 'mark', segment: value, at });
    else if (value === 'undo') this.undo(at);
    else if (value === 'start' && lastMarked(this.kept.take.segments))
      void this.sure('start', () => this.act({ act: 'start', at: 0 }));
    else if (value === 'start') this.act({ act: 'start', at: 0 });
    else if (value === 'end')
      void this.sure('end', () => this.act({ act: 'end', at: elapsedAt(this.kept.take, Date.now()) }));
    else if (value === 'pause' || value === 'resume') this.act({ act: value, at });
  }

  full(): void {
    if (document.fullscreenElement) void document.exitFullscreen();
    else void document.documentElement.requestFullscreen();
  }

  /** Sends what is kept, one after the other in its order, as far as answers come. */
  async sendKept(): Promise<void> {
    if (this.isSending || !this.hasFormTarget) return;
    this.isSending = true;
    // One tab of a browser sends at a time, so that acts come in their order.
    if (navigator.locks) await navigator.locks.request(this.pathValue, () => this.sendInTurn());
    else await this.sendInTurn();
    this.isSending = false;
    this.tell(false);
  }

  private async sendInTurn(): Promise<void> {
    const waited = this.kept.queue.length;
    for (let [next] = this.kept.queue; next; [next] = this.kept.queue) {
      const answer = await sendAct(this.formTarget, this.pathValue, next);
      if (!answer) break;
      this.kept.queue.shift();
      this.kept.asOf = answer.read;
      if (answer.text) this.say(answer.text);
      // With nothing left to send, it stands as the server says.
      if (this.kept.queue.length === 0) this.kept.take = takeFrom({ ...answer, segments: this.marked(answer.marks) });
      this.changed();
    }
    if (waited > 1 && this.kept.queue.length === 0) this.tell(true);
  }

  private act(it: TakeAct): void {
    const now = Date.now();
    this.kept.take = afterAct(this.kept.take, it, now);
    this.kept.queue.push({ ...it, when: now });
    this.say(sentenceOf(it, (id) => this.rowTargets.find(({ dataset }) => dataset.id === id)?.dataset.name ?? ''));
    this.changed();
    void this.sendKept();
  }

  private undo(at: number): void {
    const last = lastMarked(this.kept.take.segments);
    if (last) this.act({ act: 'unmark', segment: last.id, at });
  }

  private changed(): void {
    keep(this.personValue, this.pathValue, this.kept);
    this.show();
    this.tell(false);
    const runs = this.kept.take.clock.startedAt !== null;
    if (runs && !this.awake) void this.stayAwake();
    if (!runs && this.kept.queue.length === 0) {
      void this.awake?.release();
      this.awake = undefined;
      void forgetPages();
    } else if (!this.isPageKept && navigator.onLine) {
      this.isPageKept = true;
      void keepPage(this.workerValue).catch(() => (this.isPageKept = false));
    }
  }

  private show(): void {
    showTake(this.element, this.rowTargets, this.shown);
  }

  private get shown(): Shown {
    const now = Date.now();
    return { at: takeAt(this.kept.take, now), now, undo: lastMarked(this.kept.take.segments)?.id };
  }

  private marked(marks: Record<string, number | null>): Take['segments'] & ServerTake['segments'] {
    return this.kept.take.segments.map((it) => ({ ...it, mark: it.id in marks ? (marks[it.id] ?? null) : it.mark }));
  }

  // Another tab of this browser did something.
  private readonly taken = (event: StorageEvent): void => {
    if (!event.key?.endsWith(this.pathValue)) return;
    const kept = readKept(this.personValue, this.pathValue);
    if (kept) this.kept = kept;
    else this.kept.queue = [];
    this.show();
  };

  private tell(isAllSent: boolean): void {
    const waiting = this.kept.queue.length;
    if (waiting > 0 && !this.isSending) {
      clearTimeout(this.saying);
      const why = navigator.onLine ? 'Not saved yet' : 'No network';
      this.netTarget.textContent = `${why}, ${waiting} ${waiting === 1 ? 'mark' : 'marks'} kept here`;
      this.netTarget.classList.add('warn');
    } else if (isAllSent) {
      this.netTarget.textContent = 'All marks saved';
      this.netTarget.classList.remove('warn');
      this.saying = window.setTimeout(() => (this.netTarget.textContent = ''), SAID_MS);
    } else if (waiting === 0 && this.netTarget.classList.contains('warn')) this.netTarget.textContent = '';
  }

  private say(text: string): void {
    this.saidTarget.textContent = text;
  }

  private async sure(act: 'start' | 'end', then: () => void): Promise<void> {
    if (await isSure(this.sureTarget, act)) then();
  }

  private async stayAwake(): Promise<void> {
    this.awake = await navigator.wakeLock?.request('screen').catch(() => undefined);
    this.awake?.addEventListener('release', () => (this.awake = undefined));
  }
}

// Segments may have been added, taken out or moved since: the order and the lengths are the page's, the marks those that were kept.
function known(kept: Take, { segments }: ServerTake): Take {
  const marks = new Map(kept.segments.map(({ id, mark }) => [id, mark]));
  return {
    clock: kept.clock,
    segments: segments.map((it) => ({ ...it, mark: marks.has(it.id) ? (marks.get(it.id) ?? null) : it.mark })),
  };
}
