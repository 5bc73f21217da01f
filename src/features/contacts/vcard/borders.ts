import type { Bytes } from '../../../http/letters.js';
import { isQuoted, LONGEST_HEAD, opaque, type RawLine, readLine } from './lines.js';
import { textOf } from './text.js';

/** A card as it stands in a file: where it begins, its lines that say something to us, the lines nobody can read, and why it is refused. */
export type RawCard = { at: number; lines: RawLine[]; unread: number[]; within: number | null; fault: string };
/** What was seen in a file: its cards in their order, and the lines that stand outside of them; `isCut`: with more behind. */
export type CardFile = { cards: RawCard[]; outside: number[]; isCut: boolean };

type Begun = { at: number; parts: string[]; head: string; quoted?: boolean };
/** How many cards may still be found, and how deep in others. */
type Room = { most: number; level: number };
type Place = { at: number; next: string | undefined };

const CUT_OFF = 'The card has no end, so something of it may be missing. Export it once more.';
const NO_BEGINNING = 'A card ends here that has no beginning. Look at the lines before it.';
const TOO_LONG = 'The card has more than 5,000 lines, which no person’s card has.';
const MOST_LINES_SAID = 20;
const MOST_LINES = 5_000;
/** How many lines of cards are read in one go, while nobody else is served. */
export const MOST_READ = 150_000;
// Agents have agents, but each of them is read anew.
const MOST_LEVELS = 4;

// What is nothing to see: blanks, the mark of an encoding, signs without a width, in the bytes of UTF-8.
const JUNK =
  /(?:[\0-\x20\x7f]|\xef\xbb\xbf|\xe2\x80[\x8b-\x8f\xa8-\xae]|\xe2\x81[\xa0-\xaf]|\xc2[\x85\xa0\xad]|\xe3\x80\x80){1,1000}/y;
const GROUP = /[\w-]+\./y;
const AGENT = /AGENT(?:;[^:]*)?:/iy;
const BORDER = /(BEGIN|END)[ \t]*:[ \t]*VCARD(?!\\)/iy;
const SOMEWHERE = /BEGIN[ \t]*:[ \t]*VCARD(?!\\)/i;
const VERSION = /VERSION[ \t]*[:;]/iy;
const isBlank = (line: string) => /^[ \t]*$/.test(line);

/**
 * Finds the cards of a file, whatever ends its lines and stands before its borders; at most so many and one more. Lines are
 * unfolded before borders are looked for, since a text may speak of them.
 */
export function splitCards(file: Bytes, most: number, level = 1): CardFile {
  const cards: RawCard[] = [];
  const outside: number[] = [];
  const open: RawCard[] = [];
  let begun: Begun | undefined;
  let indent = '';
  let read = 0;

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
    const before = card?.lines.length ?? 0;
    if (begun && card) cards.push(...take(card, begun, { most: most - cards.length, level }));
    read += (card?.lines.length ?? 0) - before;
    begun = undefined;
  };
  /** A line that goes on with none before: borders, any number of them, and what stands behind them. */
  const start = (line: string, { at, next }: Place) => {
    const [lead = ''] = /^[ \t]*/.exec(line) ?? [];
    const moved = next?.startsWith(lead) ? lead : undefined;
    let rest = line;
    while (!isBlank(rest) && cards.length <= most) {
      const border = borderOf(rest);
      const behindText = border || open.length > 0 ? -1 : rest.search(SOMEWHERE);
      if (!border && behindText < 0) break;
      if (border?.is === 'BEGIN') {
        begin(at);
        indent = moved ?? indent;
      }
      if (border?.is === 'END') end(at);
      if (!border) outside.push(at);
      rest = rest.slice(border?.end ?? behindText);
    }
    const text = rest.slice(pastJunk(rest, 0));
    if (text === '') return;
    if (open.length === 0) outside.push(at);
    else begun = { at, parts: [text], head: text.slice(0, LONGEST_HEAD) };
  };

  const lines = linesOf(file);
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
    if (cards.length > most || read > MOST_READ) break;
  }
  close();
  return { cards, outside, isCut: read > MOST_READ };
}

/** The lines of a file, whatever ends them. */
export function linesOf(file: Bytes): string[] {
  return file.replace(/\r+\n?/g, (end) => (end.endsWith('\n') ? '\n' : '\n'.repeat(end.length))).split('\n');
}

// In a loop: for millions of signs an expression that may end anywhere among them has no room to remember where.
function pastJunk(line: string, from: number): number {
  let at = from;
  for (let end: number | undefined = from; end !== undefined; end = pastAt(JUNK, line, at)) at = end;
  return at;
}

function pastAt(expression: RegExp, line: string, from: number): number | undefined {
  expression.lastIndex = from;
  return expression.test(line) ? expression.lastIndex : undefined;
}

/** The border that a line begins with, and where it ends there. */
function borderOf(line: string): { is: string; end: number } | undefined {
  const lead = pastJunk(line, 0);
  const group = pastAt(GROUP, line, lead) ?? lead;
  const agent = pastAt(AGENT, line, group);
  BORDER.lastIndex = agent === undefined ? group : pastJunk(line, agent);
  const [, is] = BORDER.exec(line) ?? [];
  return is ? { is: is.toUpperCase(), end: pastJunk(line, BORDER.lastIndex) } : undefined;
}

// A blank before a border makes a folded line of it, unless what follows can only follow a border.
function isBorder(line: string, next: string | undefined): boolean {
  const border = borderOf(line)?.is;
  if (border === 'BEGIN') return next !== undefined && pastAt(VERSION, next, pastJunk(next, 0)) !== undefined;
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
  if (!isWhole(line.head)) line.head = (line.head + part).slice(0, LONGEST_HEAD);
}

const isWhole = (head: string) => head.length >= 500 || head.includes(':');

/** Whether a line goes on in the next one because its quoted-printable value ends with `=`. */
function isSoft(line: Begun): boolean {
  if (!isWhole(line.head) || !/=[ \t]*$/.test((line.parts.at(-1) ?? '').slice(-80))) return false;
  line.quoted ??= isQuoted(line.head);
  return line.quoted;
}

/** Reads a line into its card; answers the cards that stand in its value. */
function take(card: RawCard, { at, parts }: Begun, room: Room): RawCard[] {
  const line = readLine(parts.join(''), at);
  const last = card.lines.at(-1);
  const isAgent = line?.name === 'AGENT' && SOMEWHERE.test(line.value.replaceAll('\\', ' '));
  if (line && isAgent && room.level < MOST_LEVELS) return agentsIn(card, line, room);
  if (!line || isAgent) {
    if (!(last && opaque(last)) && card.unread.length < MOST_LINES_SAID) card.unread.push(at);
    return [];
  }
  if (card.lines.length <= MOST_LINES) card.lines.push(line);
  return [];
}

// Version 3.0 writes a whole card as one text.
function agentsIn({ at: within }: RawCard, { at, value }: RawLine, { most, level }: Room): RawCard[] {
  const { cards } = splitCards(textOf(value), Math.max(most, 1), level + 1);
  return cards.map((card) => ({ ...card, at, within }));
}

/** Why a whole card is none: where an end and a beginning were lost, two have become one. */
function faultOf({ lines }: RawCard): string {
  for (const name of ['VERSION', 'UID', 'N']) {
    const [first, ...others] = lines.filter((it) => it.name === name && !it.params.ALTID && !it.params.LANGUAGE);
    const second = others.find(({ value }) => name === 'VERSION' || value !== first?.value);
    if (second) return `Two cards run into one another here: a second ${name} stands in line ${second.at}.`;
  }
  return lines.length > MOST_LINES ? TOO_LONG : '';
}
