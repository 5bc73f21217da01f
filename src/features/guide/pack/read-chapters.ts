import { Parser } from 'htmlparser2';
import { z } from 'zod';
import { oneLine } from '../../../http/clean-text.js';
import { plural } from '../../../http/format.js';
import { chapterFaults } from './checks.js';
import { readChapterLine } from './read-line.js';

/** A chapter of a list that somebody brought, and where it stands in it: 'Line 3'. */
export type ListedChapter = { place: string; start: number; title: string };
/** What a list of chapters holds, and all that is wrong with it, each by its place. */
export type ReadList = { chapters: ListedChapter[]; faults: { place: string; text: string }[] };

/** How much of a list is read. */
const LONGEST_LIST = 200_000;
const MOST_CHAPTERS = 1_000;
const DEEPEST = 50;

/** Reads a list of chapters: lines of times and titles, JSON Chapters or Podlove Simple Chapters. */
export function readChapterList(text: string): ReadList {
  const plain = text.replace(/^\ufeff/, '').trim();
  if (plain === '') return { chapters: [], faults: [{ place: '', text: 'Type or paste a list of chapters.' }] };
  if (plain.length > LONGEST_LIST)
    return { chapters: [], faults: [{ place: '', text: 'This is too long to be a list of chapters.' }] };
  const read = plain.startsWith('{') ? readJson(plain) : /^<(?!\d)/.test(plain) ? readPodlove(plain) : readLines(text);
  if (read.chapters.length <= MOST_CHAPTERS) return read;
  const said = `It has ${plural(read.chapters.length, 'chapter', 'chapters')}; ${MOST_CHAPTERS} are the most.`;
  return { chapters: [], faults: [{ place: '', text: said }] };
}

/** What of a list breaks the rules of the platforms, each by its place; `end` is how long the episode is. */
export function brokenRules({ chapters }: ReadList, end: number): ReadList['faults'] {
  return chapterFaults(chapters, end).map(({ at, text }) => ({
    place: at === null ? '' : (chapters[at]?.place ?? ''),
    text,
  }));
}

function readLines(text: string): ReadList {
  const list: ReadList = { chapters: [], faults: [] };
  for (const [at, line] of text.split(/\r\n|[\n\r\u2028\u2029]/).entries()) {
    const place = `Line ${at + 1}`;
    const read = readChapterLine(line);
    if ('fault' in read) list.faults.push({ place, text: read.fault });
    else if ('title' in read) list.chapters.push({ place, start: read.start, title: read.title });
  }
  if (list.chapters.length === 0 && list.faults.length === 0)
    list.faults.push({ place: '', text: 'No line has a time and a title.' });
  return list;
}

const CHAPTER_FILE = z.object({ chapters: z.array(z.unknown()) });
const JSON_CHAPTER = z.object({ startTime: z.number().finite(), title: z.string() });

function readJson(text: string): ReadList {
  const file = CHAPTER_FILE.safeParse(parsed(text));
  if (!file.success) return { chapters: [], faults: [{ place: '', text: 'This is no file of JSON chapters.' }] };
  return collected(
    file.data.chapters,
    (it) => {
      const read = JSON_CHAPTER.safeParse(it);
      return read.success ? { start: read.data.startTime, title: read.data.title } : undefined;
    },
    'It has no startTime in seconds, or no title.',
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function readPodlove(text: string): ReadList {
  const found: Record<string, string>[] = [];
  let depth = 0;
  const reader = new Parser(
    {
      onopentag(name, is) {
        if (name === 'psc:chapter') found.push(is);
        // Chapters stand in a list, at most in a feed; the time that deeper ones take grows with the square.
        depth += 1;
        if (depth > DEEPEST) reader.pause();
      },
      onclosetag: () => (depth -= 1),
    },
    { xmlMode: true },
  );
  reader.end(text);
  if (found.length === 0)
    return { chapters: [], faults: [{ place: '', text: 'This is no file of Podlove Simple Chapters.' }] };
  return collected(
    found,
    ({ start = '', title = '' }) => {
      if (/^\d+(\.\d+)?$/.test(start)) return { start: Number(start), title };
      const read = readChapterLine(`${start} x`);
      return 'start' in read ? { start: read.start, title } : undefined;
    },
    'Its start is no time such as 00:03:15.',
  );
}

function collected<T>(
  all: readonly T[],
  read: (it: T) => { start: number; title: string } | undefined,
  fault: string,
): ReadList {
  const list: ReadList = { chapters: [], faults: [] };
  for (const [at, it] of all.entries()) {
    const place = `Chapter ${at + 1}`;
    const found = read(it);
    const title = oneLine(found?.title ?? '');
    if (!found) list.faults.push({ place, text: fault });
    else if (title === '') list.faults.push({ place, text: 'It has no title.' });
    else if (found.start < 0) list.faults.push({ place, text: 'It lies before the beginning.' });
    else list.chapters.push({ place, start: found.start, title });
  }
  return list;
}
