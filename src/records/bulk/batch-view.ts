import { ago, instant } from '../../http/format.js';
import { viewAddress } from '../../http/list/address.js';
import type { PersonRequest } from '../../http/person.js';
import { UNDO_DAYS } from '../limits.js';
import { byToken } from '../sentences.js';
import { type Batch, isActing, type WhyStopped } from './batch.js';
import type { Done } from './operation.js';
import { whyNotUndone } from './undo.js';
import { ofCount } from './view.js';
import { skippedOf, undoneText } from './words.js';

/** What the page of one act on many records prints. */
export function batchView(act: Done, batch: Batch, { person }: PersonRequest) {
  const { words, list } = act;
  const over = batch.done + batch.skipped;
  const isOpen = ['waiting', 'running', 'undoing'].includes(batch.state);
  const { already = 0, unfit = 0, gone = 0, seen = 0 } = batch.progress;
  return {
    id: batch.id,
    title: words.title(batch.wanted),
    list: { label: list.label, href: viewAddress(list.path, batch.from) },
    badge: badgeOf(batch),
    started: [`Started ${ago(batch.at, new Date())}`, instant(batch.at, person.timeZone), ...viaOf(batch)].join(', '),
    is_open: isOpen,
    bar: isOpen ? barOf(batch, over, seen) : null,
    sentences: isOpen ? [] : [words.done(batch.done), ...skippedOf(words, { already, unfit, gone })],
    rest: batch.state === 'failed' ? stoppedText(batch) : null,
    undone: batch.state === 'undone' ? undoneText(batch, act) : null,
    undone_via: batch.progress.seen !== undefined && batch.token_name ? byToken(batch.token_name) : null,
    no_undo: isOpen || batch.state === 'undone' ? null : (whyNotUndone(batch, act) ?? null),
    stop: isActing(batch) && person.role !== 'VIEWER' ? `/batches/${batch.id}/stop` : null,
    undo: mayUndo(act, batch, person) ? { action: `/batches/${batch.id}/undo`, days: UNDO_DAYS } : null,
  };
}

/** By which token an act came; nothing where it came by a page. */
export function viaOf({ progress: { seen, by }, token_name }: Batch): string[] {
  const name = seen === undefined ? token_name : by;
  return name ? [byToken(name)] : [];
}

/** Whether that person is offered the undo of the act. */
export function mayUndo(act: Done, batch: Batch, { role }: Pick<PersonRequest['person'], 'role'>): boolean {
  return role !== 'VIEWER' && whyNotUndone(batch, act) === undefined;
}

const BADGES = {
  waiting: { tone: 'grey', glyph: 'ring', label: 'Queued' },
  running: { tone: 'blue', glyph: 'half', label: 'Running' },
  done: { tone: 'green', glyph: 'done', label: 'Done' },
  failed: { tone: 'red', glyph: 'bang', label: 'Failed' },
  undoing: { tone: 'blue', glyph: 'half', label: 'Being undone' },
  undone: { tone: 'grey', glyph: 'done', label: 'Undone' },
} as const;
const STOPPED = { tone: 'amber', glyph: 'ring', label: 'Stopped' } as const;

/** What marks how an act stands; what its person stopped did not fail. */
export function badgeOf({ state, progress: { why } }: Pick<Batch, 'state' | 'progress'>) {
  return state === 'failed' && why === 'stopped' ? STOPPED : BADGES[state];
}

function barOf(batch: Batch, over: number, seen: number) {
  const [value, max] = batch.state === 'undoing' ? [seen, batch.done] : [over, batch.wanted];
  return { value, max, text: ofCount(value, max) };
}

function stoppedText({ step, done, skipped, wanted, progress: { seen, why } }: Batch): string {
  if (why === 'stopped')
    return `You stopped it: ${ofCount(wanted - done - skipped, wanted)} were not reached.${step.act === 'import' ? REST : ''}`;
  const what =
    seen === undefined
      ? `It stopped before its end; ${ofCount(done + skipped, wanted)} were come to.`
      : `Its undo stopped before its end; ${ofCount(seen, done)} were come to.`;
  return why ? `${what} ${WHY_STOPPED[why]}` : what;
}

const REST = ' Send the same table again to bring in the rest.';
const WHY_STOPPED: Record<Exclude<WhyStopped, 'stopped'>, string> = {
  tried: 'It was tried several times. An admin can let it go on.',
  no_right: 'Your account was not allowed to change anything by then.',
};
