import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { VARIABLES } from '../../src/config.js';

const read = (file: string) => readFileSync(file, 'utf8');
const papers = ['README.md', 'RUNBOOK.md', 'SECURITY.md', ...markdownIn('docs')];
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

describe('the papers', () => {
  it('have every variable of the config in the runbook’s table and in .env.example, and no other', () => {
    const table = [...read('RUNBOOK.md').matchAll(/^\| `([A-Z0-9_]+)` \|/gm)].map(([, name]) => name);
    const example = [...read('.env.example').matchAll(/^#?([A-Z0-9_]+)=/gm)].map(([, name]) => name);
    expect(table.toSorted()).toEqual([...VARIABLES].sort());
    expect(example.toSorted()).toEqual([...VARIABLES].sort());
  });

  it.each(papers)('%s names npm scripts that exist', (paper) => {
    const named = [...read(paper).matchAll(/npm run ([a-z:-]+)/g)].map(([, name]) => name ?? '');
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it.each(papers)('%s links to files that exist', (paper) => {
    const links = [...read(paper).matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link]) => link ?? '');
    expect(links.filter((link) => !existsSync(join(dirname(paper), link)))).toEqual([]);
  });

  it('list every decision in the index', () => {
    const index = read('docs/decisions/README.md');
    for (const file of readdirSync('docs/decisions').filter((name) => /^\d{4}/.test(name)))
      expect(index).toContain(`(${file})`);
  });

  it('name the scripts that package.json runs, and each is there', () => {
    for (const [name, command] of Object.entries(scripts)) {
      const file = /(?:node dist|tsx|node) ?\/?(scripts\/[\w-]+)\.(?:js|ts|mjs)/.exec(command)?.[1];
      if (file) expect([name, ['.ts', '.mjs'].some((ending) => existsSync(file + ending))]).toEqual([name, true]);
    }
  });
});

function markdownIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
}
