import { isPlain, likelyLetters, withPlainSyntax } from '../../../http/letters.js';
import { type CardFile, linesOf, MOST_READ, splitCards } from './borders.js';
import { charsetOf, type RawLine, textLine } from './lines.js';
import { type Card, readCard } from './read.js';
import { tidy } from './text.js';

/** How many cards are brought in at once, and how large their file may be. */
export const MOST_CARDS = 2_000;
export const MOST_BYTES = 10 * 1024 * 1024;

/** The letters in which values were read that do not name theirs, and some of them as they then read. */
export type Guess = { letters: string; isChosen: boolean; values: number; samples: string[] };
type ReadCards = { cards: Card[]; guess: Guess | undefined };

const NONE = 'No vCard was found in this. One begins with BEGIN:VCARD.';
const TOO_MANY = `Bring in ${MOST_CARDS.toLocaleString('en')} cards at most at once. Split the file.`;
const TOO_LONG = `Bring in ${MOST_READ.toLocaleString('en')} lines at most at once. Split the file.`;
const SAMPLES = 5;
// As letters of two bytes read in a file of one, and those of one byte in a file of two.
const WIDE = /B\0E\0G\0I\0N\0:\0V\0C\0A\0R\0D/i;
const NARROW = /BEGIN:VCARD/i;

/** Reads a file of cards as far as its letters do not matter; a sentence where nothing of it can be brought in. */
export function readCardFile(file: Buffer): CardFile | { fault: string } {
  const text = withPlainSyntax(file);
  const bytes = file.toString('latin1');
  const mixed = text === bytes ? WIDE.exec(bytes) : NARROW.exec(bytes);
  if (mixed)
    return {
      fault: `From line ${lineAt(bytes, mixed.index)} on the file is written in other letters. Split it there.`,
    };
  const found = splitCards(text, MOST_CARDS);
  if (found.cards.length > MOST_CARDS) return { fault: TOO_MANY };
  if (found.isCut) return { fault: TOO_LONG };
  return found.cards.length > 0 ? found : { fault: NONE };
}

/** The cards of a file in the letters that were chosen for what does not name its own, else in the likely ones. */
export function readCards({ cards }: CardFile, chosen: string | undefined): ReadCards {
  const unnamed = cards.flatMap(({ lines }) => lines.filter(({ value, params }) => !isPlain(value, charsetOf(params))));
  const values = unnamed.map(({ value }) => value);
  const letters = chosen ?? likelyLetters(values);
  const read = cards.map((card) => readCard(card, letters));
  if (values.length === 0) return { cards: read, guess: undefined };
  const samples = [...new Set(unnamed.map((line) => sampleOf(line, letters)))].slice(0, SAMPLES);
  const isChosen = chosen !== undefined;
  return {
    cards: isChosen ? read.map((card) => (card.doubt === 'guessed' ? { ...card, doubt: undefined } : card)) : read,
    guess: { letters, isChosen, values: values.length, samples },
  };
}

function sampleOf(line: RawLine, letters: string): string {
  const text = tidy(textLine(line, letters).value.replaceAll(';', ' '));
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function lineAt(bytes: string, index: number): number {
  return linesOf(bytes.slice(0, index)).length;
}
