import { readFileSync } from 'node:fs';

/** A fenced block of a paper: `run` is its name where a test runs it, `heading` the one it stands below. */
type Block = { language: string; run: string | undefined; heading: string; code: string };

/** RUNBOOK.md as it is. */
export const runbook = readFileSync('RUNBOOK.md', 'utf8');

const FENCE = /^( *)```(\w+)(?: run=([\w-]+))?\n([\s\S]*?)^\1```$/gm;
const HEADING = /^#{1,3} (.+)$/gm;

/** Every fenced block of a paper, in order; one in a list without its indent. */
export function blocksOf(paper: string): Block[] {
  return [...paper.matchAll(FENCE)].map((match) => {
    const [, indent = '', language = '', run, code = ''] = match;
    const above = [...paper.slice(0, match.index).matchAll(HEADING)].at(-1);
    return { language, run, heading: above?.[1] ?? '', code: code.replace(new RegExp(`^${indent}`, 'gm'), '') };
  });
}

/** Those of RUNBOOK.md. */
export const blocks = blocksOf(runbook);

/** The runbook without its blocks. */
export const prose = runbook.replace(FENCE, '');
/** What stands between backticks in it. */
export const spans = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, it]) => it ?? '');
/** The blocks that are typed into a shell. */
export const shell = blocks.filter(({ language }) => language === 'sh').map(({ code }) => code);
/** The headings, as they are written. */
export const headings = [...prose.matchAll(HEADING)].map(([, it]) => it ?? '');

/** The code of the block of that name. */
export function block(name: string): string {
  const named = blocks.filter((it) => it.run === name);
  if (named.length !== 1) throw new Error(`RUNBOOK.md has ${named.length} blocks with run=${name}`);
  return named[0]?.code ?? '';
}

/** The first group of each match in the texts, each once. */
export function found(pattern: RegExp, texts: string[] = [...spans, ...shell]): string[] {
  return [...new Set(texts.flatMap((text) => [...text.matchAll(pattern)].map(([, it]) => it ?? '')))];
}

/** The anchor that a heading has on the page. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-');
}

/** What stands below a heading of the third order; '' when there is none. */
export function sectionOf(heading: string): string {
  return runbook.split(/^### /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
}
