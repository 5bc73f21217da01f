import { type FilledPart, fillTemplate, type Part, parseTemplate, type Values } from './render.js';
import { groupOf, VARIABLES } from './render-variables.js';

/** A part of a template as a page prints it: `cls` says whether it was filled in, is an example, or is missing. */
type PreviewPart = { text: string; cls: 'filled' | 'sample' | 'gap-v' | null };

/** A filled template as its preview prints it: what is missing names itself, never leaves a gap. `samples`: nobody was chosen, so examples stand there. */
export function previewParts(filled: readonly FilledPart[], samples: boolean): PreviewPart[] {
  return filled.map((part): PreviewPart => {
    if (!('name' in part)) return { text: part.text, cls: part.kind === 'fault' ? 'gap-v' : null };
    if (part.kind === 'empty') return { text: `${part.name} is empty`, cls: 'gap-v' };
    return { text: part.text, cls: samples && !isOfReader(part.name) ? 'sample' : 'filled' };
  });
}

/** A template as it was written: its variables stand out, and more so what is wrong with one. */
export function writtenParts(text: string): PreviewPart[] {
  return parseTemplate(text).map(({ kind, raw }) => ({
    text: raw,
    cls: kind === 'text' ? null : kind === 'fault' ? 'gap-v' : 'filled',
  }));
}

/** The template for nobody yet: the reader is known, of the others examples stand there. */
export function fillWithSamples(parts: readonly Part[], own: Values, language: string): FilledPart[] {
  const samples = Object.fromEntries(
    VARIABLES.map(({ name, example }) => [name, isOfReader(name) ? own[name] : example]),
  );
  return fillTemplate(parts, samples, language);
}

// What does not depend on whom a mail is to, or what it is about.
function isOfReader(name: (typeof VARIABLES)[number]['name']): boolean {
  return ['me', 'today'].includes(groupOf(name));
}
