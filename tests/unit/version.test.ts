import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createMetrics } from '../../src/platform/metrics.js';
import { COMMIT, commitIn, VERSION } from '../../src/platform/version.js';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const dir = mkdtempSync(join(tmpdir(), 'mouse-version-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function written(text: string): string {
  const file = join(dir, 'commit');
  writeFileSync(file, text);
  return file;
}

describe('the version', () => {
  it.each([
    ['0a1b2c3d4e5f', '0a1b2c3d4e5f'],
    ['0a1b2c3d4e5f.dirty\n', '0a1b2c3d4e5f.dirty'],
    ['c'.repeat(40), 'c'.repeat(40)],
    ['', undefined],
    ['unknown', undefined],
    ['v1.2.3', undefined],
    ['0a1b2c3d"} 1\nmade_up 1', undefined],
  ])('has the commit that the build wrote down as %j: %s', (text, commit) => {
    expect(commitIn(written(text))).toBe(commit);
  });

  it('is that of package.json alone where nothing was built, and what Prometheus is told', async () => {
    expect([COMMIT, VERSION]).toEqual([undefined, version]);
    expect(commitIn(join(dir, 'not-there'))).toBeUndefined();
    expect(await createMetrics().text()).toContain(`build_info{version="${version}",commit="unknown"} 1`);
  });

  it('of what was built here names the commit of the checkout', () => {
    const said = execFileSync(
      process.execPath,
      ['-e', "import('./dist/src/platform/version.js').then((it) => console.log(it.VERSION))"],
      { encoding: 'utf8' },
    );
    expect(said.trim()).toMatch(new RegExp(`^${version.replaceAll('.', '\\.')}\\+[0-9a-f]{12}(\\.dirty)?$`));
  });
});
