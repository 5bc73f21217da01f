import type { TakeNow } from '../features/guide/recording/take.js';
import { clock } from '../http/format.js';
import { lengthText, offText } from '../http/lengths.js';
import './writing.js';

/** How a recording stands, and whose mark would be undone. */
export type Shown = { at: TakeNow; now: number; undo: string | undefined };

const FAR_OVER = 60;

/** Draws a recording as it stands: each second only what changed is written. */
export function showTake(page: HTMLElement, rows: readonly HTMLElement[], { at, now, undo }: Shown): void {
  const part = (name: string) => page.querySelector<HTMLElement>(`[data-recording-target="${name}"]`);
  const write = (name: string, text: string) => setText(part(name), text);
  const runs = at.state === 'runs' || at.state === 'paused';
  const current = rows[at.current];
  const next = rows[at.next];
  page.dataset.state = at.state;
  write('clock', lengthText(at.elapsed));
  write('against', offText(Math.round(at.against)));
  part('against')?.classList.toggle('warn', at.against > FAR_OVER);
  write('ends', clock(timeOf(now + at.left * 1000)));
  hide(part('endsBox'), at.state === 'ended');
  showCurrent(
    page,
    current ?? rows[0],
    current ? `${current.dataset.kind}, ${at.current + 1} of ${rows.length}` : 'Begins with',
  );
  hide(part('next'), !next || !current || at.state === 'ended');
  write('nextName', next?.dataset.name ?? '');
  write('nextTime', lengthText(at.rows[at.next]?.planned ?? 0));
  write('nextWords', pointsOf(next)?.firstElementChild?.textContent ?? '');
  showRun(page, at, runs);
  const mark = part('mark') as HTMLButtonElement | null;
  if (mark) {
    mark.name = at.state === 'before' ? 'act' : 'mark';
    mark.value = at.state === 'before' ? 'start' : (next?.dataset.id ?? '');
  }
  write('markLabel', `${at.state === 'before' ? 'Start: ' : 'Mark next: '}${next?.dataset.name ?? ''}`);
  hide(mark, at.state === 'ended' || !next);
  hide(part('undo'), !undo || at.state === 'ended');
  hide(part('end'), !runs);
  hide(part('pause'), at.state !== 'runs');
  hide(part('resume'), at.state !== 'paused');
  for (const name of ['pack', 'goOn', 'again']) hide(part(name), at.state !== 'ended');
  for (const [n, row] of rows.entries()) showRow(row, at, n);
}

function showCurrent(page: HTMLElement, row: HTMLElement | undefined, place: string): void {
  const part = (name: string) => page.querySelector<HTMLElement>(`[data-recording-target="${name}"]`);
  setText(part('kind'), place);
  const title = part('title');
  const points = part('points');
  if (!row || !title || !points || title.dataset.of === row.dataset.id) return;
  title.dataset.of = row.dataset.id ?? '';
  setText(title, row.dataset.name ?? '');
  points.replaceChildren(...(pointsOf(row)?.cloneNode(true).childNodes ?? []));
}

function showRun(page: HTMLElement, at: TakeNow, runs: boolean): void {
  const part = (name: string) => page.querySelector<HTMLElement>(`[data-recording-target="${name}"]`);
  const planned = at.rows[at.current]?.planned ?? 0;
  const left = planned - at.inSegment;
  hide(part('run'), !runs);
  setText(part('inSegment'), lengthText(at.inSegment));
  setText(
    part('left'),
    left >= 0
      ? `${lengthText(Math.ceil(left))} left of ${lengthText(planned)}`
      : `${lengthText(Math.floor(-left))} over ${lengthText(planned)}`,
  );
  const bar = part('bar');
  bar?.setAttribute('width', String(planned > 0 ? Math.min(100, (at.inSegment / planned) * 100) : 100));
  bar?.setAttribute('class', left >= 0 ? 'on' : 'ov');
}

function showRow(row: HTMLElement, at: TakeNow, n: number): void {
  const it = at.rows[n];
  if (!it) return;
  if (row.dataset.state !== it.state) {
    row.dataset.state = it.state;
    if (it.state === 'is') {
      row.setAttribute('aria-current', 'step');
      showInList(row);
    } else row.removeAttribute('aria-current');
  }
  setText(row.querySelector('.at'), it.at === null ? '–' : lengthText(it.at));
  const figure = row.querySelector('.ov');
  setText(figure, it.off === null ? lengthText(it.planned) : offText(Math.round(it.off)));
  figure?.classList.toggle('warn', it.off !== null && it.off > FAR_OVER);
  hide(row.querySelector('button'), at.state === 'ended');
}

// scrollIntoView would move the page as well, and the clock out of sight where the list stands below it.
function showInList(row: HTMLElement): void {
  const list = row.closest<HTMLElement>('.rv-order');
  if (!list) return;
  const [box, frame] = [row.getBoundingClientRect(), list.getBoundingClientRect()];
  if (box.top < frame.top) list.scrollTop -= frame.top - box.top;
  else if (box.bottom > frame.bottom) list.scrollTop += box.bottom - frame.bottom;
}

function pointsOf(row: HTMLElement | undefined): DocumentFragment | undefined {
  return row?.querySelector('template')?.content;
}

function setText(element: Element | null, text: string): void {
  if (element && element.textContent !== text) element.textContent = text;
}

function hide(element: HTMLElement | null, isHidden: boolean): void {
  if (element) element.hidden = isHidden;
}

function timeOf(moment: number): string {
  return new Date(moment).toTimeString().slice(0, 5);
}
