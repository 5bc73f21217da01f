import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartRefused } from '../../errors.js';
import { clusterOf, giveTo, type Home } from './home.js';
import { spawnIn } from './spawn.js';

/** Makes the cluster in `home`, whole or not at all; of two that do so at once one wins, and both return. */
export async function initCluster(home: Home, superPassword: string, extra: string[] = []): Promise<void> {
  const cluster = clusterOf(home);
  if (existsSync(cluster)) return;
  sweep(home.folder);
  const fresh = `${cluster}.${randomBytes(4).toString('hex')}`;
  const passwordFile = `${fresh}.pw`;
  try {
    mkdirSync(fresh, { mode: 0o700 });
    writeFileSync(passwordFile, superPassword, { mode: 0o600 });
    if (home.user) for (const path of [fresh, passwordFile]) giveTo(home.user, path);
    await initdb(home, [`--pwfile=${passwordFile}`, '-D', fresh, ...extra]);
    renameSync(fresh, cluster);
  } catch (error) {
    if (!existsSync(join(cluster, 'PG_VERSION'))) throw error;
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(fresh, { recursive: true, force: true });
  }
}

// What a start that was killed in the middle has left.
function sweep(folder: string): void {
  for (const name of readdirSync(folder).filter((it) => /^postgres\.[0-9a-f]{8}(\.pw)?$/.test(it))) {
    const path = join(folder, name);
    const old = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > 600_000;
    if (old) rmSync(path, { recursive: true, force: true });
  }
}

async function initdb(home: Home, args: string[]): Promise<void> {
  // Trigrams know a letter by the C library's locale: by C alone none but A to Z.
  const letters = process.platform === 'linux' ? ['--lc-ctype=C.UTF-8'] : [];
  const locale = ['--encoding=UTF8', '--locale=C', ...letters, '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const child = spawnIn(home, 'initdb', ['-U', 'postgres', '--auth=scram-sha-256', ...locale, ...args], 'pipe');
  let output = '';
  child.stderr?.on('data', (data) => {
    output += data;
  });
  child.stdout?.resume();
  const code = await new Promise((done, failed) => child.on('close', done).on('error', failed));
  if (code !== 0) throw new StartRefused(`The embedded Postgres could not be made: ${output.trim()}`);
}
