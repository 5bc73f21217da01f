import type { Bytes } from './letters.js';
import { isSoft, opaque, type RawLine, readLine } from './lines.js';
import { textOf } from './text.js';

/** A card as it stands in a file: where it begins, its lines that say something to us, the lines nobody can read, and why it is refused. */
export type RawCard = { at: number; lines: RawLine[]; unread: number[]; within: number | null; fault: string };
/** What was seen in a file: its cards in their order, and the lines that stand outside of them. */
export type CardFile = { cards: RawCard[]; outside: number[] };

type Begun = { at: number; parts: string[]; head: string };
type Place = { at: number; next: string | undefined };

const CUT_OFF = 'The card has no end, so something of it may be missing. Export it once more.';
const NO_BEGINNING = 'A card ends here that has no beginning. Look at the lines before it.';
const MOST_LINES_SAID = 20;

// What is nothing to see: blanks, the mark of an encoding, signs without a width, in the bytes of UTF-8.
const JUNK =
  '(?:[\\0-\\x20\\x7f]|\\xef\\xbb\\xbf|\\xe2\\x80[\\x8b-\\x8f\\xa8-\\xae]|\\xe2\\x81[\\xa0-\\xaf]|\\xc2[\\x85\\xa0\\xad]|\\xe3\\x80\\x80)*';
const MARK = '[ \\t]*:[ \\t]*VCARD(?!\\\\)';
const BORDER = new RegExp(`^${JUNK}(?:[\\w-]+\\.)?(?:AGENT(?:;[^:]*)?:${JUNK})?(BEGIN|END)${MARK}${JUNK}`, 'i');
const SOMEWHERE = new RegExp(`BEGIN${MARK}`, 'i');
const LEAD = new RegExp(`^${JUNK}`);
const VERSION = new RegExp(`^${JUNK}VERSION[ \\t]*[:;]`, 'i');
const isBlank = (line: string) => /^[ \t]*$/.test(line);
const borderOf = (line: string) => BORDER.exec(line)?.[1]?.toUpperCase();

/**
 * Finds the cards of a file, whatever ends its lines and stands before its borders; at most so many and one more. Lines are
 * unfolded before borders are looked for, since a text may speak of them.
 */
export function splitCards(file: Bytes, most: number): CardFile {
  const cards: RawCard[] = [];
  const outside: number[] = [];
  const open: RawCard[] = [];
  let begun: Begun | undefined;
  let indent = '';

  const begin = (at: number) => {
    const card = { at, lines: [], unread: [], within: open.at(-1)?.at ?? null, fault: CUT_OFF };
    cards.push(card);
    open.push(card);
  };
  const end = (at: number) => {
    const card = open.pop();
    if (card) Object.assign(card, { fault: faultOf(card), lines: card.lines.filter(({ value }) => value !== '') });
    else cards.push({ at, lines: [], unread: [], within: null, fault: NO_BEGINNING });
    if (open.length === 0) indent = '';
  };
  const close = () => {
    const card = open.at(-1);
    if (begun && card) cards.push(...take(card, begun, most - cards.length));
    begun = undefined;
  };
  /** A line that goes on with none before: borders, any number of them, and what stands behind them. */
  const start = (line: string, { at, next }: Place) => {
    let rest = line;
    while (!isBlank(rest)) {
      const border = borderOf(rest) ?? (open.length === 0 && SOMEWHERE.test(rest) ? 'TEXT' : undefined);
      if (border === undefined) break;
      if (border === 'BEGIN') {
        begin(at);
        const [lead = ''] = /^[ \t]*/.exec(line) ?? [];
        if (next?.startsWith(lead)) indent = lead;
      }
      if (border === 'END') end(at);
      if (border === 'TEXT') outside.push(at);
      rest = border === 'TEXT' ? rest.slice(rest.search(SOMEWHERE)) : rest.replace(BORDER, '');
    }
    const text = rest.replace(LEAD, '');
    if (text === '') return;
    if (open.length === 0) outside.push(at);
    else begun = { at, parts: [text], head: text };
  };

  const lines = file.split(/\r*\n|\r/);
  for (const [n, whole] of lines.entries()) {
    if (begun && isSoft(begun)) {
      goOn(begun, whole.replace(/^[ \t]/, ''), true);
      continue;
    }
    if (isBlank(whole)) continue;
    const next = nextOf(lines, n);
    const line = indent !== '' && whole.startsWith(indent) ? whole.slice(indent.length) : whole;
    if (begun && /^[ \t]/.test(line) && !isBorder(line, next)) {
      goOn(begun, line.slice(1), false);
      continue;
    }
    close();
    start(line, { at: n + 1, next });
    if (cards.length > most) break;
  }
  close();
  return { cards, outside };
}

// A blank before a border makes a folded line of it, unless what follows can only follow a border.
function isBorder(line: string, next: string | undefined): boolean {
  const border = borderOf(line);
  if (border === 'BEGIN') return next !== undefined && VERSION.test(next);
  return border === 'END' && (next === undefined || borderOf(next) !== undefined);
}

function nextOf(lines: string[], n: number): string | undefined {
  for (let at = n + 1; at < lines.length; at += 1) if (!isBlank(lines[at] ?? '')) return lines[at];
  return undefined;
}

// The head grows until the parameters have ended: of a long text no more is looked at.
function goOn(line: Begun, part: string, soft: boolean): void {
  if (soft) line.parts[line.parts.length - 1] = (line.parts.at(-1) ?? '').replace(/=[ \t]*$/, '');
  line.parts.push(part);
  if (line.head.length < 500 && !line.head.includes(':')) line.head += part;
}

/** Reads a line into its card; answers the cards that stand in its value. */
function take(card: RawCard, { at, parts }: Begun, most: number): RawCard[] {
  const line = readLine(parts.join(''), at);
  const last = card.lines.at(-1);
  if (!line) {
    if (!(last && opaque(last)) && card.unread.length < MOST_LINES_SAID) card.unread.push(at);
    return [];
  }
  if (line.name === 'AGENT' && SOMEWHERE.test(line.value.replaceAll('\\', ' '))) return agentsIn(card, line, most);
  card.lines.push(line);
  return [];
}

// Version 3.0 writes a whole card as one text.
function agentsIn({ at: within }: RawCard, { at, value }: RawLine, most: number): RawCard[] {
  const { cards } = splitCards(textOf(value), Math.max(most, 1));
  return cards.map((card) => ({ ...card, at, within }));
}

/** Why a whole card is none: where an end and a beginning were lost, two have become one. */
function faultOf({ lines }: RawCard): string {
  for (const name of ['VERSION', 'UID', 'N']) {
    const [first, ...others] = lines.filter((it) => it.name === name && !it.params.ALTID && !it.params.LANGUAGE);
    const second = others.find(({ value }) => name === 'VERSION' || value !== first?.value);
    if (second) return `Two cards run into one another here: a second ${name} stands in line ${second.at}.`;
  }
  return '';
}
