import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { parse } from 'yaml';

export type Service = {
  image?: string;
  build?: { context: string; target?: string; args?: Record<string, string> };
  environment?: Record<string, string>;
  env_file?: string;
  secrets?: string[];
  command?: string[];
  entrypoint?: string[];
  healthcheck?: { test?: string[]; disable?: boolean };
  ports?: string[];
  volumes?: string[];
  networks?: string[];
  profiles?: string[];
  tmpfs?: string[];
  cap_drop?: string[];
  security_opt?: string[];
  depends_on?: Record<string, { condition: string }>;
  deploy?: { resources?: { limits?: Record<string, string | number> } };
  user?: string;
  restart?: string;
  read_only?: boolean;
  stop_grace_period?: string;
  pull_policy?: string;
  develop?: { watch: { path: string; target?: string }[] };
};

export type Compose = {
  services: Record<string, Service>;
  networks?: Record<string, { internal?: boolean } | null>;
  volumes?: Record<string, null>;
  secrets?: Record<string, { file: string }>;
};

// What stands in for an absent one may be another one.
const VARIABLE = /\$(?:\$|\{(\w+)(?::([-?])((?:[^{}]|\{[^{}]*\})*))?\})/g;

/** A compose file with its variables filled from `env`, as compose does it; throws the sentence of a `${NAME:?sentence}`. */
export function readCompose(file: string, env: Record<string, string | undefined>): Compose {
  return filled(parse(readFileSync(file, 'utf8'), { merge: true }), env) as Compose;
}

/** The names of the variables that a compose file takes from outside. */
export function variablesOf(file: string): string[] {
  const texts = [...readFileSync(file, 'utf8').matchAll(VARIABLE)].flatMap(([all, , , rest]) => [all, rest ?? '']);
  const names = texts.flatMap((text) => [...text.matchAll(VARIABLE)].map(([, name]) => name));
  return [...new Set(names.filter((name) => name !== undefined))].sort();
}

/** .env.production.example as a careful reader fills it: each secret by the command above it. */
export function fillExample(text: string): Record<string, string> {
  let command = '';
  const line = (it: string) => {
    command = /^# ((?:openssl|echo) [^,]*)/.exec(it)?.[1] ?? command;
    if (it === 'APP_URL=') return 'APP_URL=https://crm.example.org';
    return /^[A-Z_]+=$/.test(it) ? it + execFileSync('sh', ['-c', command], { encoding: 'utf8' }).trim() : it;
  };
  return parseEnv(text.split('\n').map(line).join('\n')) as Record<string, string>;
}

function filled(value: unknown, env: Record<string, string | undefined>): unknown {
  if (typeof value === 'string') return value.replace(VARIABLE, (_, ...parts) => oneValue(parts, env));
  if (Array.isArray(value)) return value.map((item) => filled(item, env));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, filled(item, env)]));
}

function oneValue([name, sign, rest]: (string | undefined)[], env: Record<string, string | undefined>): string {
  if (name === undefined) return '$';
  const value = env[name];
  if (!value && sign === '?') throw new Error(rest);
  return value || (sign === '-' ? String(filled(rest ?? '', env)) : '');
}
