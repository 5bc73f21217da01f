import { LEAVABLE, type Leavable } from '../choices.js';
import { chaptersOf } from './chapters.js';
import { descriptionFaults } from './checks.js';
import { contentOf, footOf, type PackEpisode, plainLine } from './content.js';
import { chapterList } from './formats.js';

const PARTS: Record<string, Leavable> = { Guest: 'guests', Guests: 'guests', Links: 'links' };

/**
 * The description of the video with its chapters. Video sites refuse < and >, so it has ‹ and › in their places; what is left out
 * of it, because it would be too long, is the episode's.
 */
export function videoDescription(episode: PackEpisode): string {
  return asTyped(episode).replaceAll('<', '‹').replaceAll('>', '›');
}

/** Whether the description has other signs than what was typed. */
export function hasBrackets(episode: PackEpisode): boolean {
  return /[<>]/.test(asTyped(episode));
}

/** What can be left out of a description that is too long: what brings it below the limit by itself, else all that shortens it. */
export function leavable(episode: PackEpisode): { part: Leavable; label: string }[] {
  const length = videoDescription(episode).length;
  const ways = (Object.keys(LEAVABLE) as Leavable[])
    .filter((part) => !episode.without.includes(part))
    .map((part) => ({ part, text: videoDescription({ ...episode, without: [...episode.without, part] }) }))
    .filter(({ text }) => text.length < length);
  const enough = ways.filter(({ text }) => descriptionFaults(text).length === 0);
  return (enough.length > 0 ? enough : ways).map(({ part }) => ({
    part,
    label: `Leave the ${LEAVABLE[part].toLowerCase()} out`,
  }));
}

function asTyped(episode: PackEpisode): string {
  const { without } = episode;
  const told = { ...episode, description: without.includes('description') ? null : episode.description };
  const content = contentOf(told);
  const lists = content.parts
    .filter(({ title }) => title !== 'Chapters' && !without.includes(PARTS[title] as Leavable))
    .map(({ title, lines }) => [title, ...lines.map(plainLine)].join('\n'));
  const foot = footOf(without.includes('links') ? { ...told, links: [] } : told);
  const chapters = chapterList(chaptersOf(episode.plan));
  const all = [...content.paragraphs, chapters, ...lists, ...foot].filter((it) => it !== '');
  return `${all.join('\n\n')}\n`;
}
