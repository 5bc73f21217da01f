import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Composed, startComposed } from '../support/image.js';
import { HANGS_MS, until } from '../support/process.js';
import { hasRedis } from '../support/redis.js';
import { textOf, Visitor } from '../support/visitor.js';

let composed: Composed;
let app: Awaited<ReturnType<Composed['startApp']>>;

beforeAll(async () => {
  if (!hasRedis) return;
  composed = await startComposed();
  app = await composed.startApp();
}, 600_000);
afterAll(async () => {
  app?.child.kill('SIGKILL');
  await composed?.stop();
});

describe.skipIf(!hasRedis)('the image', () => {
  it('holds what runs, and no more', async () => {
    const { dependencies, devDependencies } = JSON.parse(await readFile('package.json', 'utf8'));
    const inside = async (folder: string) => (await readdir(join(composed.image.folder, folder))).sort();
    expect(await inside('.')).toEqual(['data', 'dist', 'node_modules', 'package.json', 'prisma', 'public', 'views']);
    expect(await inside('prisma')).toEqual(['migrations', 'schema.prisma']);
    // The app is up by now and may have asked its storage.
    expect(['files', 'files-fallback']).toEqual(expect.arrayContaining(await inside('data')));
    const packages = await readdir(join(composed.image.folder, 'node_modules'), { recursive: true });
    expect(packages).toEqual(expect.arrayContaining(Object.keys(dependencies)));
    // Some types are what a package of production asks for.
    const tools = Object.keys(devDependencies).filter((name) => !name.startsWith('@types/'));
    expect(tools.filter((name) => packages.includes(name))).toEqual([]);
  });

  it('starts with what compose gives it, and finds Postgres and Redis by passwords of any character', async () => {
    expect((await fetch(`${app.url}/ready`)).status).toBe(200);
    const { version } = JSON.parse(await readFile('package.json', 'utf8'));
    // On a loaded machine the first queue and a Redis that has 80 ms may be late.
    await until(async () => {
      const health = await (await fetch(`${app.url}/health`)).json();
      expect(health).toMatchObject({ status: 'healthy', database: 'connected', redis: 'connected', version });
      return true;
    }, HANGS_MS);
  });

  it('serves the login page with its styles, and nothing of development', async () => {
    const page = await (await fetch(`${app.url}/auth/login`)).text();
    expect(textOf(page)).toContain('Log in');
    const styles = /href="(\/build\/[^"]+\.css)"/.exec(page)?.[1];
    expect((await fetch(app.url + styles)).headers.get('content-type')).toContain('text/css');
    expect((await fetch(`${app.url}/styleguide`)).status).toBe(404);
  });

  it('runs the operator’s scripts by npm: an admin made there can log in', async () => {
    const npmRun = (args: string[], typed?: string) => composed.run(['npm', 'run', ...args], {}, typed);
    const made = await npmRun(['user:create-admin', '--', '--email', 'rosa@park.example'], 'Kettle-of-kites7\n');
    expect(made).toEqual({ code: 0, said: expect.stringContaining('rosa@park.example is an admin and can log in.') });
    const listed = await npmRun(['user:list']);
    expect(listed).toEqual({ code: 0, said: expect.stringMatching(/rosa@park\.example.*ADMIN/) });
    const migrations = await npmRun(['db:status']);
    expect(migrations).toEqual({ code: 0, said: expect.stringMatching(/ 0 pending, 0 unknown\./) });
    expect((await new Visitor(app.url).logIn('rosa@park.example', 'Kettle-of-kites7')).status).toBe(303);
  });

  it('may write into its data folder and nowhere else beside it', async () => {
    const write = (path: string) => composed.run(['node', '-e', `require('node:fs').writeFileSync('${path}', '')`]);
    for (const path of ['x', 'dist/x', 'node_modules/x', 'package.json', 'public/build/x', 'views/x'])
      expect([path, (await write(path)).said]).toEqual([path, expect.stringContaining('EACCES')]);
    expect(await write('data/x')).toEqual({ code: 0, said: '' });
    await rm(join(composed.image.folder, 'data/x'));
  });

  it('is healthy while it answers, not when it hangs or is gone, and ends with 0 on SIGTERM', async () => {
    const other = await composed.startApp();
    const check = async () => (await composed.run(composed.image.healthcheck.test, { PORT: other.port })).code;
    expect(await check()).toBe(0);
    other.child.kill('SIGSTOP');
    expect(await check()).toBe(1);
    other.child.kill('SIGCONT');
    other.child.kill('SIGTERM');
    expect(await other.ended).toBe(0);
    expect(await check()).toBe(1);
  });
});

describe.skipIf(!hasRedis)('the Redis of compose.prod.yml', () => {
  it('shows its password to nobody who lists the processes, and keeps what it is told on disk', async () => {
    const shown = await readFile(`/proc/${composed.redis.child.pid}/cmdline`, 'utf8');
    expect(shown).toContain('redis-server');
    expect(shown).not.toContain(composed.filled.REDIS_PASSWORD);
    expect(await readdir(composed.redis.folder)).toContain('appendonlydir');
  });

  it('is healthy by the right password alone', async () => {
    expect((await composed.redis.check()).code).toBe(0);
    expect((await composed.redis.check('another')).code).not.toBe(0);
    expect((await composed.redis.check('')).code).not.toBe(0);
  });
});
