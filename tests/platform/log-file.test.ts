import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { openLogFile } from '../../src/platform/log-file.js';
import { createLogger } from '../../src/platform/logger.js';

const line = (n: number) => `${JSON.stringify({ n, text: 'x'.repeat(80) })}\n`;
let dir: string;
let path: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'mouse-log-'));
  path = join(dir, 'logs', 'app.log');
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
});

describe('a log file', () => {
  it('is put aside when it has grown, ten in all, and no line is cut', () => {
    const file = openLogFile(path, { largest: 1_000, fault: unexpected });
    for (let n = 0; n < 200; n += 1) file.write(line(n));
    const names = ['app.log', ...Array.from({ length: 9 }, (_, n) => `app.log.${n + 1}`)];
    expect(readdirSync(join(dir, 'logs')).sort()).toEqual(names);
    const kept = names.toReversed().flatMap((name) => numbersIn(join(dir, 'logs', name)));
    expect(kept).toEqual(Array.from({ length: kept.length }, (_, n) => 200 - kept.length + n));
    for (const name of names) expect(statSync(join(dir, 'logs', name)).size).toBeLessThanOrEqual(1_000);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('is written by several processes, and followed where another has put it aside', () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const [one, two] = [0, 1].map(() => openLogFile(path, { largest: 1_000, fault: unexpected }));
    for (let n = 0; n < 60; n += 1) {
      (n % 2 ? one : two)?.write(line(n));
      vi.advanceTimersByTime(1_001);
    }
    const files = readdirSync(join(dir, 'logs')).map((name) => join(dir, 'logs', name));
    expect(files.flatMap(numbersIn).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, n) => n));
    renameSync(path, `${path}.moved`);
    one?.write(line(60));
    expect(numbersIn(path)).toEqual([60]);
  });

  it('that cannot be written says so once, costs nothing meanwhile, and is tried again', () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    writeFileSync(join(dir, 'logs'), 'in its way');
    const faults: Error[] = [];
    const file = openLogFile(path, { fault: (error) => faults.push(error) });
    for (let n = 0; n < 5; n += 1) {
      file.write(line(n));
      vi.advanceTimersByTime(20_000);
    }
    expect(faults.map((it) => (it as NodeJS.ErrnoException).code)).toEqual([expect.stringMatching(/EEXIST|ENOTDIR/)]);
    rmSync(join(dir, 'logs'));
    file.write(line(5));
    expect(numbersIn(path)).toEqual([5]);
  });

  it('on a full disk stops nothing, and goes on with a whole line once there is room', ({ skip }) => {
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', dir], { stdio: 'ignore' });
    } catch {
      skip('SKIPPED: a full disk can be made by root alone');
    }
    onTestFinished(() => void execFileSync('umount', ['-l', dir]));
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const faults: Error[] = [];
    const file = openLogFile(path, { fault: (error) => faults.push(error) });
    for (let n = 0; n < 2_000; n += 1) file.write(line(n));
    expect(faults).toHaveLength(1);
    const full = statSync(path).size;
    writeFileSync(path, '');
    vi.advanceTimersByTime(20_000);
    for (const n of [7, 8]) file.write(line(n));
    expect(full).toBeGreaterThan(30_000);
    expect(
      readFileSync(path, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((it) => JSON.parse(it).n),
    ).toEqual([7, 8]);
  });
});

describe('the logger', () => {
  it('writes to the file as well, errors to one of their own, and secrets to none', async () => {
    const log = await createLogger('info', { file: path });
    log.debug('not asked for');
    log.info({ password: 'hunter2', body: { token: 'hunter2' } }, 'seen');
    log.error({ err: new Error('broken') }, 'failed');
    const [all, errors] = [path, join(dir, 'logs', 'app.error.log')].map((it) => readFileSync(it, 'utf8'));
    const said = (text = '') =>
      text
        .trim()
        .split('\n')
        .map((it) => JSON.parse(it).msg);
    expect([said(all), said(errors)]).toEqual([['seen', 'failed'], ['failed']]);
    expect(all).not.toContain('hunter2');
  });
});

function unexpected(error: Error): never {
  throw error;
}
function numbersIn(file: string): number[] {
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((it) => JSON.parse(it).n);
}
