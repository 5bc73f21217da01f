import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

it('whatever a style reads by name is stated by one, or has a value beside it', () => {
  const styles = readdirSync('src/styles', { encoding: 'utf8', recursive: true })
    .filter((path) => path.endsWith('.css'))
    .map((path) => readFileSync(`src/styles/${path}`, 'utf8'));
  // Names of utilities are put in their places by the build, and are no names in what it makes.
  const stated = styles.filter((text) => !text.includes('@theme')).join('\n');
  const names = new Set([...stated.matchAll(/(--[\w-]+)\s*:/g)].map(([, name]) => name));
  const read = styles.flatMap((text) => [...text.matchAll(/var\((--[\w-]+)\)/g)].map(([, name]) => name));
  expect(read.length).toBeGreaterThan(100);
  expect(read.filter((name) => !names.has(name))).toEqual([]);
});
