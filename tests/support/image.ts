import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { chmod, chown, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { inject } from 'vitest';
import { TEST_ENV } from './app.js';
import { builtPlace } from './built-image.js';
import { readCompose, type Service } from './compose.js';
import { freePort, until } from './process.js';

/** What scripts/assemble-image.mjs prints. */
type Image = {
  folder: string;
  env: Record<string, string>;
  cmd: string[];
  user: string;
  healthcheck: { test: string[] };
};

/** Where an image's files are, and how a program is run among them. `data` is the folder that stands for its volume. */
export type Place = {
  image: Image;
  data: string;
  tmp: string;
  enter(command: string[]): { command: string[]; cwd: string; ids?: number[] };
  leave(): Promise<unknown>;
};

export type Composed = Awaited<ReturnType<typeof startComposed>>;
type Ended = { code: number | null; said: string };

const asRoot = process.getuid?.() === 0;
const run = promisify(execFile);

/** Runs scripts/assemble-image.mjs; throws what it says where it refuses. */
export async function assemble(args: string[], cwd = process.cwd()): Promise<Image> {
  const script = join(process.cwd(), 'scripts/assemble-image.mjs');
  const { stdout } = await run(process.execPath, [script, ...args], { cwd, maxBuffer: 16 * 1024 * 1024 });
  return JSON.parse(stdout);
}

/**
 * compose.prod.yml without an engine: the image's files, its Redis by its own command, a database of the run's cluster. What
 * runs in the image has the image's ENV and what compose gives, with loopback in the place of the services' names. The files are
 * those that scripts/try-image.sh has built where it says so, else what assemble-image puts together.
 */
export async function startComposed() {
  const base = await mkdtemp(join(tmpdir(), 'mouse-image-'));
  await chmod(base, 0o755);
  const { BUILT_ROOT, BUILT_IMAGE } = process.env;
  const place = BUILT_ROOT && BUILT_IMAGE ? builtPlace(base, BUILT_ROOT, BUILT_IMAGE) : await assembledPlace(base);
  const { image, data } = place;
  const filled = await createDatabase();
  const { app, worker, redis: redisService } = readCompose('compose.prod.yml', filled).services;
  const redis = await startRedis(base, redisService as Service);
  const start = (command: string[], more: Record<string, string> = {}) => {
    const here = { ...placesOf(place), RATE_LIMIT_REDIS_URL: `redis://127.0.0.1:${redis.port}` };
    const env = { ...image.env, ...filled, ...app?.environment, ...here, ...more };
    const { command: entering, ...options } = place.enter(command);
    return launch(entering, { ...options, env });
  };
  return {
    image,
    data,
    filled,
    redis,
    /** A program in the image's folder until it ends. */
    run: (command: string[], env: Record<string, string> = {}, typed = '') => toEnd(start(command, env), typed),
    /** By the image's own command. */
    startAlone: () => startApp(image.cmd, start),
    startApp: () => startApp(app?.command ?? [], start),
    startWorker: () => startApp(worker?.command ?? [], start),
    async stop(): Promise<void> {
      redis.child.kill('SIGKILL');
      await redis.ended;
      await place.leave();
      await rm(base, { recursive: true, force: true });
      await dropDatabase(filled.POSTGRES_DB);
    },
  };
}

// As root, what runs has the image's user, and the files are root's; else the right to write is taken away.
async function assembledPlace(base: string): Promise<Place> {
  const image = await assemble(['--out', join(base, 'image'), '--reuse-node-modules']);
  const tmp = join(base, 'tmp');
  await mkdir(tmp);
  if (asRoot) await chown(tmp, ...idsOf(image));
  else {
    await run('chmod', ['-R', 'a-w', image.folder]);
    await chmod(join(image.folder, 'data'), 0o755);
  }
  return {
    image,
    data: join(image.folder, 'data'),
    tmp,
    enter: (command) => ({ command, cwd: image.folder, ids: asRoot ? idsOf(image) : [] }),
    leave: async () => asRoot || run('chmod', ['-R', 'u+w', image.folder]),
  };
}

function idsOf(image: Image): [number, number] {
  return image.user.split(':').map(Number) as [number, number];
}

/** A database whose login is a superuser, as Postgres's image makes it; answers what an operator would fill in. */
async function createDatabase() {
  const name = `image_${randomUUID().replaceAll('-', '')}`;
  const filled = {
    APP_URL: 'http://127.0.0.1:3000',
    SESSION_SECRET: TEST_ENV.SESSION_SECRET,
    ENCRYPTION_KEY: TEST_ENV.ENCRYPTION_KEY,
    POSTGRES_USER: name,
    POSTGRES_PASSWORD: `p@ss w:rd/%?#'"`,
    POSTGRES_DB: name,
    REDIS_PASSWORD: `"r$e\\d i's/%@:#?é`,
  };
  const password = pg.escapeLiteral(filled.POSTGRES_PASSWORD);
  await asAdmin(`create role ${name} login superuser password ${password}`, `create database ${name} owner ${name}`);
  return filled;
}

function dropDatabase(name: string): Promise<void> {
  return asAdmin(`drop database ${name} with (force)`, `drop role ${name}`);
}

async function asAdmin(...statements: string[]): Promise<void> {
  const client = new pg.Client(inject('clusterUrl'));
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

/** The compose file's own command and health check, on a port and in a folder of their own. */
async function startRedis(base: string, { command, environment, healthcheck }: Service) {
  const port = String(await freePort());
  const folder = join(base, 'redis');
  await mkdir(folder);
  const loopback = (text: string) =>
    text
      .replace('redis-server -', `redis-server - --bind 127.0.0.1 --port ${port}`)
      .replace('redis-cli', `redis-cli -p ${port}`);
  const server = launch(command?.map(loopback) ?? [], { cwd: folder, env: environment ?? {} });
  const check = (password = environment?.['REDIS_PASSWORD'] ?? '') => {
    const test = ['sh', '-c', loopback(healthcheck?.test?.[1] ?? '')];
    return toEnd(launch(test, { cwd: folder, env: { REDIS_PASSWORD: password } }));
  };
  await until(async () => (await check()).code === 0, 10_000);
  return { ...server, port, folder, check };
}

function placesOf({ image, tmp }: Place): Record<string, string> {
  return {
    DATA_DIR: image.env['DATA_DIR'] ?? '',
    npm_config_cache: image.env['npm_config_cache']?.replace(/^\/tmp/, tmp) ?? '',
    HOST: '127.0.0.1',
    POSTGRES_HOST: '127.0.0.1',
    POSTGRES_PORT: new URL(inject('clusterUrl')).port,
  };
}

async function startApp(program: string[], start: (command: string[], env: Record<string, string>) => Launched) {
  const port = String(await freePort());
  const app = start(program, { PORT: port });
  const url = `http://127.0.0.1:${port}`;
  await until(async () => {
    if (app.child.exitCode !== null) throw new Error(`the app ended: ${app.said()}`);
    return (await fetch(`${url}/ready`)).ok;
  }, 30_000);
  return { ...app, url, port };
}

type Launched = ReturnType<typeof launch>;

function launch([program = '', ...args]: string[], options: { cwd: string; env: object; ids?: number[] }) {
  const [uid, gid] = options.ids ?? [];
  const PATH = `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`;
  const child = spawn(program, args, { cwd: options.cwd, env: { PATH, ...options.env }, uid, gid });
  // A test that fails on the way must not leave its process behind.
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  child.once('close', () => process.off('exit', end));
  let said = '';
  child.stdout.on('data', (data) => (said += data));
  child.stderr.on('data', (data) => (said += data));
  return { child, said: () => said, ended: once(child, 'close').then(([code]) => code as number | null) };
}

async function toEnd({ child, ended, said }: Launched, typed = ''): Promise<Ended> {
  child.stdin.end(typed);
  return { code: await ended, said: said() };
}
