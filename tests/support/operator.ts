import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import pg from 'pg';
import { inject } from 'vitest';
import { startCluster } from '../../src/platform/postgres/embedded/own-cluster.js';
import { type AppProcess, freePort, startProcess, until } from './process.js';
import { program } from './programs.js';
import { hasRedis, startRedis } from './redis.js';
import { block } from './runbook.js';

/** Whether the programs that the runbook's commands call are there; without them its tests are skipped, and in CI they fail. */
export const hasOperator = hasRedis && ['psql', 'curl', 'openssl'].every((name) => program(name));

export type Operator = Awaited<ReturnType<typeof startOperator>>;
type Ran = { code: number; out: string; err: string };

/** The file that the runbook keeps a bare-metal installation's variables in. */
const ENV_FILE = '/etc/mouse-domination.env';

/**
 * What stands in the way to the machine and its services: what the runbook has done in a container, as another user or by
 * systemd is done here, as we are. The programs behind it are the real ones.
 */
const SHIMS = {
  sudo: 'shift; user=$1; shift; [ "$user" = postgres ] && export PGUSER=postgres PGPASSWORD="$SUPERUSER"; exec "$@"',
  systemctl: 'echo "$@" >> "$WORK/systemctl"',
  journalctl: 'exec cat "$WORK/app.log"',
  'redis-cli': 'exec /usr/bin/redis-cli -p "$REDIS_PORT" "$@"',
  docker: `echo "$@" >> "$WORK/docker"
case "$*" in *" up -d") exit 0 ;; esac
shift; while [ "$1" != exec ] && [ "$1" != logs ]; do shift; [ $# -gt 0 ] || exit 64; done
[ "$1" = logs ] && exec cat "$WORK/app.log"
shift; [ "$1" = -T ] && shift; service=$1; shift
set -a; . "$WORK/container.env"; set +a
[ "$service" = app ] && cd "$PRODUCT"
PGPASSWORD=$POSTGRES_PASSWORD exec "$@"`,
};

/**
 * A machine on which the runbook's bare-metal installation was carried out to the step before the first start, with a Postgres
 * and a Redis of its own. `type` runs commands as an operator types them, with the runbook's shorthands.
 */
export async function startOperator() {
  const work = await mkdtemp(join(tmpdir(), 'mouse-operator-'));
  const [cluster, port, redisPort] = [
    await startCluster({ dir: join(work, 'pg'), fast: true }),
    await freePort(),
    { now: 0 },
  ];
  await prepare(work);
  const type = (code: string, { words = 'bare-metal', folder = work } = {}) =>
    inShell(adapted([block(words), block('both'), code].join('\n'), work, port), folder, {
      WORK: work,
      PRODUCT: process.cwd(),
      PATH: `${join(work, 'bin')}:${process.env['PATH']}`,
      HOME: work,
      PGHOST: '127.0.0.1',
      PGPORT: String(cluster.port),
      SUPERUSER: new URL(cluster.url).password,
      REDIS_PORT: String(redisPort.now),
      // As in the image.
      npm_config_update_notifier: 'false',
    });
  const env = async () =>
    parseEnv(await readFile(join(work, 'mouse-domination.env'), 'utf8')) as Record<string, string>;
  for (const step of ['fill-bare-metal', 'database', 'metrics-on', 'trust-proxy'])
    await expectDone(step, await type(block(step)));
  const redis = await startRedis({ password: (await env())['REDIS_PASSWORD'] ?? '' });
  redisPort.now = redis.port;
  await expectDone('ports', await type(portsOf(port, cluster.port, redis.port, work)));
  const superuser = new pg.Client(new URL('/mouse', cluster.url).href);
  await superuser.connect();
  let app: AppProcess | undefined;

  return {
    work,
    redis,
    type,
    env,
    /** The database as a superuser. */
    superuser,
    /** A step that the test does not look into: throws when it fails. */
    async do(step: string, code = block(step)): Promise<string> {
      return expectDone(step, await type(code, { folder: process.cwd() }));
    },
    /** Someone with the password of the tests' cast. */
    addPerson: ({ id, email, name, role }: { id: string; email: string; name: string; role: string }) =>
      superuser.query(
        'insert into users (id, email, name, role, is_approved, password_hash) values ($1, $2, $3, $4, true, $5)',
        [id, email, name, role, inject('passwordHash')],
      ),
    /** What `restart` asks of systemd: the app begins anew with the variables as they are now. */
    async restart(): Promise<AppProcess> {
      await app?.stop('SIGINT');
      app = await startProcess(await env());
      return app;
    },
    /** Lets `logs` show what the app has said since its last start, once `text` is in it. */
    async log(text: string): Promise<void> {
      await until(async () => app?.output().includes(text) ?? false, 5_000);
      await writeFile(join(work, 'app.log'), app?.output() ?? '');
    },
    async stop(): Promise<void> {
      await app?.stop('SIGKILL');
      await superuser.end();
      await redis.stop();
      await cluster.stop();
      await rm(work, { recursive: true, force: true });
    },
  };
}

async function prepare(work: string): Promise<void> {
  await mkdir(join(work, 'bin'));
  for (const [name, code] of Object.entries(SHIMS)) {
    await writeFile(join(work, 'bin', name), `#!/bin/sh\n${code}\n`);
    await chmod(join(work, 'bin', name), 0o755);
  }
  await copyFile('.env.production.example', join(work, '.env.production.example'));
}

// The account `mouse` and the folder /etc are another machine's, and so are the ports.
function adapted(code: string, work: string, port: number): string {
  return code
    .replaceAll(ENV_FILE, join(work, 'mouse-domination.env'))
    .replaceAll('-o root -g mouse ', '')
    .replaceAll('http://127.0.0.1:3000', `http://127.0.0.1:${port}`);
}

function portsOf(port: number, postgres: number, redis: number, work: string): string {
  return `put PORT ${port}
put APP_URL http://127.0.0.1:${port}
put POSTGRES_PORT ${postgres}
put RATE_LIMIT_REDIS_URL redis://127.0.0.1:${redis}
put DATA_DIR ${join(work, 'data')}`;
}

function inShell(code: string, cwd: string, env: Record<string, string>): Promise<Ran> {
  return new Promise((resolve) => {
    execFile('bash', ['--norc', '-euo', 'pipefail', '-c', code], { cwd, env, timeout: 300_000 }, (error, out, err) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, out, err }),
    );
  });
}

async function expectDone(step: string, { code, out, err }: Ran): Promise<string> {
  if (code !== 0) throw new Error(`${step} ended with ${code}: ${out}${err}`);
  return out;
}
