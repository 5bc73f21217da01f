import { readFileSync, statSync } from 'node:fs';
import { VARIABLES } from './variables.js';

const OF_SECRETS = /(SECRET|PASSWORD|KEY|DSN)$/;
/** Addresses that may hold a password. */
const WITH_PASSWORDS = ['DATABASE_URL', 'RATE_LIMIT_REDIS_URL'];
const LONGEST = 64 * 1024;

/** The variables that hold a secret: each may be read from a file, which NAME_FILE names. */
export const SECRETS = VARIABLES.filter((name) => OF_SECRETS.test(name) || WITH_PASSWORDS.includes(name));

export const SECRET_FILES = SECRETS.map(fileOf);

type Env = Record<string, string>;
type Read = { text: string } | { fault: string };

/** The environment with what stands in the files that it names; a sentence for each that cannot be read, by its variable. */
export function withSecretFiles(env: Env): { env: Env; faults: Map<string, string> } {
  const read = { ...env };
  const faults = new Map<string, string>();
  for (const name of SECRETS) {
    const path = env[fileOf(name)];
    if (!path) continue;
    const found = name in env ? { fault: `must not be set beside ${name}: leave one of them` } : textOf(path);
    if ('text' in found) read[name] = found.text;
    else faults.set(name, `${fileOf(name)} ${found.fault}.`);
  }
  return { env: read, faults };
}

function fileOf(name: string): string {
  return `${name}_FILE`;
}

function textOf(path: string): Read {
  try {
    const found = statSync(path);
    if (!found.isFile()) return { fault: `must name a file, and ${path} is none` };
    if (found.size > LONGEST) return { fault: `must name a file that holds a secret alone, and ${path} is longer` };
    // Editors and `echo` end a file with a newline, which belongs to no secret.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path)).replace(/(\r?\n)+$/, '');
    return text.trim() ? { text } : { fault: `must name a file with a secret in it, and ${path} is empty` };
  } catch (error) {
    return { fault: `must name a file that can be read, and ${path} ${reasonOf(error)}` };
  }
}

function reasonOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'is not there';
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read by this user (chmod, chown)';
  return code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'is no text' : `is not (${code})`;
}
