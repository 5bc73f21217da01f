import { oneLine } from '../../../http/clean-text.js';
import { normalForm } from '../../../http/normal-form.js';

/** A line of a list of chapters as it is read: when it begins, in seconds, and what it is called; or what is wrong with it. */
type ReadLine = { start: number; title: string } | { fault: string } | { skipped: true };

const DIGITS = '\\p{Nd}{1,6}';
const COLON = '\\s*[:：∶﹕]\\s*';
const CLOCK = `${DIGITS}(?:${COLON}${DIGITS})+(?:[.,．，]${DIGITS})?`;
const TIME = `(?<time>[-−]?${CLOCK})`;
const MARK = '[-*•·–—|]\\s+';
const COUNTED = '(?:(?:kapitel|chapter|teil|part|nr\\.?|no\\.?|#)\\s*)?\\p{Nd}{1,4}\\s*(?:[.)：:]|\\s[-–—])?\\s+';
const BEFORE = `^(?:${MARK})?(?:${COUNTED})?(?:(?:ab|bei|um|at|from|@)\\s+)?(?<open>[([（［*_]*)`;
const AT_START = new RegExp(`${BEFORE}${TIME}(?<behind>.*)$`, 'iu');
const AT_END = new RegExp(`(?<=\\S)[\\s:：–—-]+[([（［]?${TIME}(?:\\s*uhr)?[)\\]）］]?$`, 'iu');
const BULLET = new RegExp(`^${MARK}`, 'u');
// A time at the end is looked for in this many characters: over a whole line of separators the search takes the square of its length.
const LONGEST_TIME = 80;

const UNIT = (words: string) => `${DIGITS}\\s*(?:${words})\\.?\\s*`;
const HOURS = UNIT('hours?|hrs?|h|stunden?|std');
const MINUTES = UNIT('minutes?|mins?|m|minuten?');
const SECONDS = UNIT('seconds?|secs?|s|sekunden?|sek');
const WORDS = `(?<time>${HOURS}(?:${MINUTES})?(?:${SECONDS})?|${MINUTES}(?:${SECONDS})?|${SECONDS})(?<![\\p{L}\\p{N}](?=[\\p{L}\\p{N}]))`;
const IN_WORDS = new RegExp(`${BEFORE}${WORDS}(?<behind>.*)$`, 'iu');

const CLOSING = /^[)\]）］*_]+/u;
const WORD_OF_TIME = /^\s*(?:uhr|min(?:uten?)?\.?|std\.?|stunden?|h)(?![\p{L}\p{N}])/iu;
const SEPARATOR = /^\s*(?:[-–—:：|•·=>]|->|→)(?=\s|$)/u;
const SECOND_TIME = new RegExp(`^\\s*[-–—]\\s*${CLOCK}`, 'u');
const HEADING = /^(?:chapters?|timestamps?|kapitel(?:marken)?|zeitmarken|inhalt(?:sverzeichnis)?)\s*[:：]?$/iu;
const MOST_HOURS = 100;
const LONGEST_LINE = 2_000;

/** Reads a line such as '1:02:03 The closing bell', with any digits, odd spaces, bullets and words for times in English or German. */
export function readChapterLine(line: string): ReadLine {
  if (line.length > LONGEST_LINE) return { fault: 'This line is too long to be a chapter.' };
  const text = oneLine(line);
  if (text === '' || HEADING.test(text)) return { skipped: true };
  const clock = AT_START.exec(text)?.groups;
  if (clock) return atStart(clock, secondsOf(clock.time ?? ''));
  const last = AT_END.exec(text.slice(-LONGEST_TIME));
  if (last?.groups) return withTitle(last.groups, secondsOf(last.groups.time ?? ''), titleBefore(text, last));
  const words = IN_WORDS.exec(text)?.groups;
  if (words) return atStart(words, secondsInWords(words.time ?? ''));
  return { fault: `“${shortened(text)}” has no time such as 3:15 in front.` };
}

function titleBefore(text: string, { index, input }: RegExpExecArray): string {
  return text.slice(0, text.length - input.length + index).replace(BULLET, '');
}

type Groups = Record<string, string | undefined>;

function atStart(groups: Groups, start: number | string): ReadLine {
  const { open, behind = '' } = groups;
  const inner = (open ? behind.replace(CLOSING, '') : behind).replace(WORD_OF_TIME, '');
  if (SECOND_TIME.test(inner)) return { fault: 'It has two times. Type the one at which it begins.' };
  return withTitle(groups, start, inner.replace(SEPARATOR, ''));
}

function withTitle({ time = '' }: Groups, start: number | string, title: string): ReadLine {
  if (typeof start === 'string') return { fault: start };
  if (start >= MOST_HOURS * 3600) return { fault: `${time.trim()} is ${MOST_HOURS} hours or more.` };
  const name = oneLine(title);
  return name === ''
    ? { fault: `Nothing stands behind ${time.trim()}. Type what the chapter is called.` }
    : { start, title: name };
}

// The seconds of '1:02:03.5', or what is wrong with it. Digits of any script, wide or not, are 0 to 9.
function secondsOf(time: string): number | string {
  const plain = normalForm(time.replace(/\s*[:：∶﹕]\s*/g, ':')).replace(',', '.');
  if (!/^-?[0-9]+(:[0-9]+)+(\.[0-9]+)?$/.test(plain)) return `${time} is no time such as 3:15.`;
  if (plain.startsWith('-')) return `${time} lies before the beginning.`;
  const parts = plain.split(':');
  if (parts.length > 3) return `${time} has ${parts.length} parts. Type hours, minutes and seconds, such as 1:02:03.`;
  if (parts.slice(1).some((it) => !/^[0-9]{2}(\.|$)/.test(it)))
    return `${time} is not clear. Minutes behind hours, and seconds, have two digits: 3:05.`;
  const [seconds = 0, minutes = 0, hours = 0] = parts.map(Number).reverse();
  if (seconds >= 60) return `${time} has ${Math.floor(seconds)} seconds; 59 are the most.`;
  if (minutes >= 60 && parts.length > 2) return `${time} has ${minutes} minutes; beside hours 59 are the most.`;
  return hours * 3600 + minutes * 60 + seconds;
}

function secondsInWords(time: string): number {
  const plain = normalForm(time);
  const of = (letters: string) => Number(new RegExp(`([0-9]+)\\s*(?:${letters})`).exec(plain)?.[1] ?? 0);
  return of('h|st') * 3600 + of('m') * 60 + of('s(?!t)');
}

function shortened(text: string): string {
  const letters = [...text];
  return letters.length > 40 ? `${letters.slice(0, 40).join('')}…` : text;
}
