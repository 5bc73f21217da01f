import { count, plural } from '../../../http/format.js';
import { LETTERS } from '../../../http/letters.js';
import { type CheckedCard, summaryOf, type Verdict } from './check.js';
import type { Guess } from './file.js';

const LOOKS: Record<Verdict, { label: string; tone: string; glyph: string }> = {
  new: { label: 'New', tone: 'green', glyph: 'done' },
  duplicate: { label: 'Likely there', tone: 'amber', glyph: 'half' },
  doubtful: { label: 'Check letters', tone: 'amber', glyph: 'bang' },
  refused: { label: 'Refused', tone: 'red', glyph: 'bang' },
};
const MOST_LINES_SAID = 20;

/** What was seen in a file: its cards, the lines that are in none, and in which letters it was read. */
type Looked = { checked: CheckedCard[]; outside: number[]; guess: Guess | undefined };

/**
 * What the page prints that asks before cards are brought in: new ones are ticked, what may be there already and what may be
 * misread is not. `kept`: a form that was sent after its session had ended.
 */
export function importView(id: string, { checked, outside, guess }: Looked, kept?: Record<string, unknown>) {
  const taken = kept && new Set([kept.take ?? []].flat());
  const whole = new Map(checked.filter(({ card }) => !card.fault).map((it) => [it.card.at, it.name]));
  const number = (verdict: Verdict) => checked.filter((it) => it.verdict === verdict).length;
  return {
    id,
    summary: summaryOf(checked),
    outside: outsideText(outside),
    letters: guess && lettersView(guess),
    fields: { letters: guess?.letters ?? '' },
    may_go_on: number('refused') < checked.length,
    rows: checked.map((it, n) => ({
      n,
      name: it.name || `Card ${n + 1}`,
      detail: it.detail,
      look: LOOKS[it.verdict],
      reason: reasonOf(it),
      like: it.like && { name: it.like.name, href: `/contacts/${it.like.id}` },
      notes: notesOf(it, whole),
      may_take: it.verdict !== 'refused',
      take: taken ? taken.has(String(n)) : it.verdict === 'new',
    })),
  };
}

function reasonOf({ card, verdict, reason }: CheckedCard): string {
  return verdict === 'refused' ? `Line ${count(card.at)}: ${reason}` : reason;
}

function notesOf({ card }: CheckedCard, whole: Map<number, string>): string[] {
  const around = card.within === null ? undefined : whole.get(card.within);
  return [
    ...(card.calledBy && !card.fault ? [`It has no name, so it is called by its ${card.calledBy}.`] : []),
    ...(around ? [`Stands in the card of ${around}.`] : []),
    ...(card.leftOut.length > 0 ? [`Left out: ${card.leftOut.join(', ')}`] : []),
  ];
}

function outsideText(lines: number[]): string {
  if (lines.length === 0) return '';
  const said = lines.slice(0, MOST_LINES_SAID).map((it) => count(it));
  const more = lines.length > said.length ? ' …' : '';
  const stand = lines.length === 1 ? 'stands outside of every card and was' : 'stand outside of every card and were';
  return `${plural(lines.length, 'line', 'lines')} ${stand} not read: ${said.join(', ')}${more}`;
}

function lettersView({ letters, isChosen, values, samples }: Guess) {
  const known = Object.entries(LETTERS).map(([value, label]) => ({ value, label }));
  const isKnown = Object.hasOwn(LETTERS, letters);
  const one = values === 1;
  return {
    text: `${one ? 'One text in this file does' : `${count(values)} texts in this file do`} not say in which letters ${one ? 'it is' : 'they are'} written.`,
    said: isChosen
      ? 'In those you chose they read like this:'
      : 'In those we guess they read like this. Cards with such texts are not ticked until you choose:',
    form: { values: { letters }, errors: {} },
    options: isKnown ? known : [{ value: letters, label: letters }, ...known],
    samples,
  };
}
