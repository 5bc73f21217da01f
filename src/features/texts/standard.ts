import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../platform/project-root.js';

/** The texts that every server has, which its people may put words of their own in the place of. */
export const TEXTS = {
  privacy: { title: 'Privacy', standard: standard('privacy') },
  terms: { title: 'Terms of use', standard: standard('terms') },
};

export type TextName = keyof typeof TEXTS;

export const TEXT_NAMES = Object.keys(TEXTS) as TextName[];

function standard(name: string): string {
  return readFileSync(join(projectRoot, 'views/texts', `${name}.md`), 'utf8').trim();
}
