import { spawnSync } from 'node:child_process';
import { accessSync, constants, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { StartRefused } from '../../errors.js';
import { keepOnce, readKept } from '../../secrets.js';
import { findBinaries } from './binaries.js';

/** Where a cluster and its programs are, and as whom they run. */
export type Home = {
  folder: string;
  native: string;
  user?: { uid: number; gid: number };
  /** Written before the program: how root hands it to a plain user inside a namespace of its own. */
  prefix: string[];
};

type Elsewhere = { folder: string; uid: number; gid: number };

const NOBODY = 65534;
const UNSHARE = ['--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`];

/**
 * Finds how the server can run in `folder`: as we are, or, since Postgres refuses root, as nobody in a user namespace
 * (the files stay in place and stay ours), or, where namespaces are off, as another user in a folder that one can
 * reach; `postgres-elsewhere.json` then says where, and later starts go there.
 */
export function findHome(folder: string, namespaces = true): Home {
  const note = join(folder, 'postgres-elsewhere.json');
  const known = readKept<Elsewhere>(note);
  if (known) return elsewhere(known, note);
  const home = { folder, native: findBinaries(), prefix: [] };
  if (process.getuid?.() !== 0) return home;
  if (namespaces && namespacesWork()) return { ...home, prefix: ['unshare', ...UNSHARE] };
  return elsewhere(moveOut(home, note), note);
}

function namespacesWork(): boolean {
  return spawnSync('unshare', [...UNSHARE, 'true']).status === 0;
}

function elsewhere({ folder, uid, gid }: Elsewhere, note: string): Home {
  const native = join(folder, 'native');
  if (existsSync(native)) return { folder, native, user: { uid, gid }, prefix: [] };
  throw new StartRefused(
    `${note} says that the database is in ${folder}, which is not there. Put it back, or remove the note.`,
  );
}

// The name is not to be guessed: where anybody may write, anybody could have made the folder before us.
function moveOut(home: Home, note: string): Elsewhere {
  const user = plainUser();
  const folder = mkdtempSync(join(reachableParent(), 'mouse-domination-'));
  cpSync(home.native, join(folder, 'native'), { recursive: true, verbatimSymlinks: true });
  const cluster = join(home.folder, 'postgres');
  if (existsSync(cluster)) cpSync(cluster, join(folder, 'postgres'), { recursive: true });
  giveTo(user, folder);
  const kept = keepOnce(note, () => ({ folder, ...user }));
  if (kept.folder !== folder) rmSync(folder, { recursive: true, force: true });
  return kept;
}

/** Makes the path and all below it belong to `user`. */
export function giveTo(user: { uid: number; gid: number }, path: string): void {
  const done = spawnSync('chown', ['-R', `${user.uid}:${user.gid}`, path], { encoding: 'utf8' });
  if (done.status !== 0) throw new StartRefused(`The embedded Postgres's files cannot be handed over: ${done.stderr}`);
}

function plainUser(): { uid: number; gid: number } {
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new StartRefused('The embedded Postgres does not run as root, and there is no other user: set DATABASE_URL.');
}

// /var/tmp is the second choice: some systems clear it of what is old.
function reachableParent(): string {
  for (const parent of ['/var/lib', '/var/tmp']) {
    try {
      mkdirSync(parent, { recursive: true });
      accessSync(parent, constants.W_OK);
      return parent;
    } catch {}
  }
  throw new StartRefused('The embedded Postgres finds no folder outside this one to run in: set DATABASE_URL.');
}

/** The folder of the cluster. */
export function clusterOf(home: Home): string {
  return join(home.folder, 'postgres');
}
