import { randomBytes } from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export type KeptSecrets = { sessionSecret: string; encryptionKey: string };

/** The secrets of a start outside production: made once, kept in `dataDir/secrets.json` for the owner's eyes alone. */
export function keptSecrets(dataDir: string): KeptSecrets {
  return keepOnce(join(dataDir, 'secrets.json'), () => ({
    sessionSecret: randomPassword(32),
    encryptionKey: `k1:${randomBytes(32).toString('base64')}`,
  }));
}

/** The JSON in `file`; made, whole and with mode 0600, when it is not there. Of several starts at once one makes it. */
export function keepOnce<T>(file: string, make: () => T): T {
  return readKept<T>(file) ?? makeKept(file, make());
}

/** The JSON in `file`, or undefined when there is none; the mode is set right on the way. */
export function readKept<T>(file: string): T | undefined {
  try {
    const text = readFileSync(file, 'utf8');
    chmodSync(file, 0o600);
    return JSON.parse(text) as T;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    if (error instanceof SyntaxError) throw new Error(`${file} is not JSON: mend it, or remove it to begin anew`);
    throw error;
  }
}

/** Replaces the JSON in `file` in one step, mode 0600. */
export function writeKept(file: string, value: unknown): void {
  renameSync(written(file, value), file);
}

/** Random and without characters that would need escaping in a URL. */
export function randomPassword(bytes = 24): string {
  return randomBytes(bytes).toString('base64url');
}

// A link, unlike a rename, fails when another start was first; then that one's word counts.
function makeKept<T>(file: string, value: T): T {
  const temporary = written(file, value);
  try {
    linkSync(temporary, file);
    return value;
  } catch (error) {
    const kept = readKept<T>(file);
    if (kept === undefined) throw error;
    return kept;
  } finally {
    rmSync(temporary, { force: true });
  }
}

function written(file: string, value: unknown): string {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(temporary, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600, flush: true });
  return temporary;
}
