import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ASVS_LEVEL_1, ASVS_LEVEL_2 } from '../support/asvs.js';
import { copyDatabase } from '../support/database.js';

const text = readFileSync('docs/security.md', 'utf8');
const rows = text
  .split('\n')
  .filter((line) => /^\| \d+\.\d+\.\d+ /.test(line))
  .map((line) => {
    const [number = '', level, wanted, state, where = '', ...more] = line.slice(2, -2).split(' | ');
    return { number, level, wanted, state, where, more };
  });
const STATES = ['met', 'does not apply', 'open'];
const numbersOf = (level: string) => rows.filter((row) => row.level === level).map(({ number }) => number);

describe('the page of security', () => {
  it('has one row for each requirement of levels 1 and 2, in their order, and no other', () => {
    expect([ASVS_LEVEL_1.length, ASVS_LEVEL_2.length]).toEqual([70, 183]);
    expect(numbersOf('1')).toEqual(ASVS_LEVEL_1);
    expect(numbersOf('2')).toEqual(ASVS_LEVEL_2);
    expect(rows).toHaveLength(ASVS_LEVEL_1.length + ASVS_LEVEL_2.length);
  });

  it('says of each how it stands, and why', () => {
    const odd = rows.filter(
      ({ wanted, state = '', where, more }) => !wanted || !STATES.includes(state) || !where || more.length,
    );
    expect(odd).toEqual([]);
    const counts = STATES.map((it) => rows.filter(({ state }) => state === it).length);
    const [met, out, open] = counts;
    expect(text).toContain(`Of ${rows.length} requirements ${met} are met, ${out} do not apply, and ${open} are open.`);
  });

  it('names files that are there', () => {
    const named = [...text.matchAll(/`((?:src|tests|scripts|views|docs|prisma|\.ci)\/[^`\s]+)`/g)].map(
      ([, path]) => path ?? '',
    );
    expect(named.length).toBeGreaterThan(300);
    expect(named.filter((path) => !existsSync(path))).toEqual([]);
  });

  it('says of what is met where, and which test holds it, or that none does', () => {
    const met = rows.filter(({ state }) => state === 'met');
    const bare = met.filter(
      ({ where }) => !/`[^`]+`|\]\(/.test(where) || !/`tests\/|no test of its own|\]\(/.test(where),
    );
    expect(bare.map(({ number }) => number)).toEqual([]);
  });
});

describe('what SECURITY.md has an operator type', () => {
  const paper = readFileSync('SECURITY.md', 'utf8');
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

  it('are scripts that there are', () => {
    const named = [...paper.matchAll(/\brun ([a-z]+:[a-z-]+)/g)].map(([, name]) => name ?? '');
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it('are statements that the database takes', async () => {
    const statements = [...paper.matchAll(/^ *sql -c "(.+?)"(?: >.*)?$/gm)].map(([, it]) => it ?? '');
    expect(statements.length).toBeGreaterThan(6);
    const db = await copyDatabase();
    try {
      // A copy is sent as it is read; what it reads is tried here.
      for (const it of statements) await db.rows(it.replace(/^copy \((.+)\) to stdout.*$/, '$1'));
    } finally {
      await db.drop();
    }
  });
});
