import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (path: string) => readFileSync(path, 'utf8');
const guide = read('docs/admin-guide.md');
const said = ['src', 'views']
  .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`))
  .filter((path) => /\.(ts|njk)$/.test(path))
  .map(read)
  .join('\n')
  .replace(/\s+/g, ' ');

it('the guide of admins quotes what the product says', () => {
  const quotes = [...guide.matchAll(/"([^"]+)"/g)].map(([, quote]) => quote ?? '');
  expect(quotes.length).toBeGreaterThan(20);
  expect(quotes.filter((quote) => !said.includes(quote))).toEqual([]);
});

it('the guide of admins leads to pages that there are', () => {
  const paths = [...guide.matchAll(/`(\/[a-z/-]+)`/g)].map(([, path]) => path ?? '');
  expect(paths).toContain('/admin/users');
  expect(paths.filter((path) => !said.includes(`'${path}'`))).toEqual([]);
});
