import type { Employments } from '../employments.js';
import { LONGEST_NAME } from '../kind.js';
import type { TextLine } from './lines.js';
import { partsOf, textOf, tidy } from './text.js';

type Named = { first: string; last: string; by: string };

/**
 * What a contact is called: by the parts of the name, else by the name that is shown, cut at its last space, else by nickname,
 * company, or the first way to reach them. `by` says so where it is no name.
 */
export function named(lines: TextLine[], companies: Employments, ways: string[]): Named {
  const [last = '', given = '', additional = ''] = partsOfName(lines);
  const shown = firstValue(lines, 'FN');
  const company = companies[0]?.name ?? '';
  const first = [given, additional].filter(Boolean).join(' ');
  if (first) return { first, last, by: '' };
  if (last) return { first: last, last: '', by: '' };
  if (shown && shown !== company && !ways.includes(shown)) return { ...cut(shown), by: '' };
  const nickname = partsOf(firstValue(lines, 'NICKNAME', false), ',')
    .map(tidy)
    .find(Boolean);
  if (nickname) return standIn(nickname, 'nickname');
  if (company) return standIn(company, 'company');
  const way = ways.find(Boolean) ?? '';
  return standIn(way, way === '' ? '' : 'address');
}

/** Titles before a name and letters behind it, which a contact has no fields for. */
export function prefixesIn(lines: TextLine[]): string[] {
  return partsOfName(lines).slice(3, 5).filter(Boolean);
}

function partsOfName(lines: TextLine[]): string[] {
  return partsOf(lines.find((it) => it.name === 'N')?.value ?? '').map(tidy);
}

function firstValue(lines: TextLine[], name: string, unescaped = true): string {
  const value = lines.find((it) => it.name === name && tidy(it.value) !== '')?.value ?? '';
  return unescaped ? tidy(textOf(value)) : value;
}

function cut(shown: string): { first: string; last: string } {
  const at = shown.lastIndexOf(' ');
  return at < 0 ? { first: shown, last: '' } : { first: shown.slice(0, at), last: shown.slice(at + 1) };
}

// It stands in full where it was taken from.
function standIn(text: string, by: string): Named {
  return { first: [...text].slice(0, LONGEST_NAME).join('').trim(), last: '', by };
}
