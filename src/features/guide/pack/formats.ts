import { lengthText } from '../../../http/lengths.js';
import type { Chapter } from './chapters.js';
import { longClock } from './clock.js';
import { inHtml } from './notes.js';
import { readChapterLine } from './read-line.js';

/** Whose chapters they are, as a file of chapters says it. */
type ChapterHead = { title: string; show: string };

/** Chapters as the list of a description: a line each, '12:41 What a park sounds like'. */
export function chapterList(chapters: readonly Chapter[]): string {
  return chapters.map(({ start, title }) => chapterLine(lengthText(start), title)).join('\n');
}

/** Chapters as the MP4 tools read them: '00:12:41.000 What a park sounds like'. */
export function mp4Chaps(chapters: readonly Chapter[]): string {
  return chapters.map(({ start, title }) => `${chapterLine(longClock(start), title)}\n`).join('');
}

/** JSON Chapters 1.2 of the Podcasting 2.0 namespace. */
export function jsonChapters(chapters: readonly Chapter[], { title, show }: ChapterHead): string {
  const all = chapters.map(({ start, title: name, url }) => ({
    startTime: start,
    title: name,
    ...(url ? { url } : {}),
  }));
  return `${JSON.stringify({ version: '1.2.0', title, podcastName: show, chapters: all }, null, 2)}\n`;
}

/** Podlove Simple Chapters 1.2. */
export function podloveChapters(chapters: readonly Chapter[]): string {
  const lines = chapters.map(({ start, title, url }) => {
    const href = url ? ` href="${inHtml(url)}"` : '';
    return `  <psc:chapter start="${longClock(start)}" title="${inHtml(title)}"${href}/>`;
  });
  const open = '<psc:chapters version="1.2" xmlns:psc="http://podlove.org/simple-chapters">';
  return ['<?xml version="1.0" encoding="UTF-8"?>', open, ...lines, '</psc:chapters>', ''].join('\n');
}

// Where a title begins as something that a reader takes for a part of the time, a dash stands between them.
function chapterLine(time: string, title: string): string {
  const line = `${time} ${title}`;
  const read = readChapterLine(line);
  return 'title' in read && read.title === title ? line : `${time} - ${title}`;
}
