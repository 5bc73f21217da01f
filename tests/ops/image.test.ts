import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Composed, startComposed } from '../support/image.js';
import { itemForm } from '../support/item-form.js';
import { PASSWORD } from '../support/people.js';
import { HANGS_MS, until } from '../support/process.js';
import { hasRedis } from '../support/redis.js';
import { keptIn, sendFiles } from '../support/uploads.js';
import { textOf, Visitor } from '../support/visitor.js';

let composed: Composed;
let app: Awaited<ReturnType<Composed['startApp']>>;
let worker: typeof app;

beforeAll(async () => {
  if (!hasRedis) return;
  composed = await startComposed();
  app = await composed.startApp();
  worker = await composed.startWorker();
}, 600_000);
afterAll(async () => {
  worker?.child.kill('SIGKILL');
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
      const health = (await (await fetch(`${app.url}/health`)).json()) as { version: string };
      expect(health).toMatchObject({ status: 'healthy', database: 'connected', redis: 'connected' });
      // A real build writes its commit behind it.
      expect(health.version.split('+')[0]).toBe(version);
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
      expect([path, (await write(path)).said]).toEqual([path, expect.stringMatching(/EACCES|EROFS/)]);
    expect(await write('data/x')).toEqual({ code: 0, said: '' });
    await rm(join(composed.data, 'x'));
  });

  it('takes a person from asking for an account to a picture that is shown small', async () => {
    const pia = new Visitor(app.url);
    await pia.get('/auth/register');
    const asked = await pia.post('/auth/register', { email: 'pia@park.example', name: 'Pia', password: PASSWORD });
    expect(asked.headers['location']).toBe('/auth/pending');
    expect((await composed.run(['npm', 'run', 'user:approve', '--', '--email', 'pia@park.example'])).code).toBe(0);
    expect((await pia.logIn('pia@park.example', PASSWORD)).status).toBe(303);
    const photo = await sharp({ create: { width: 900, height: 600, channels: 3, background: '#0a6' } })
      .png()
      .toBuffer();
    await pia.get('/inventory/new');
    const item = (await pia.post('/inventory', itemForm())).headers['location'] ?? '';
    expect((await sendFiles(pia, item, [{ name: 'front.png', body: photo }])).status).toBe(303);
    const small = /src="([^"]*\/thumbnail)"/.exec((await pia.get(item)).text)?.[1] ?? '';
    const shown = await pia.agent.get(small).responseType('blob');
    expect(shown.headers['content-type']).toBe('image/webp');
    expect((await sharp(shown.body).metadata()).width).toBe(480);
  });

  it('has a worker that moves files to where they stay, and ends with 0 on SIGTERM', async () => {
    await until(async () => (await keptIn(join(composed.data, 'files'))).length > 0, HANGS_MS);
    worker.child.kill('SIGTERM');
    expect(await worker.ended).toBe(0);
    worker = await composed.startWorker();
  });

  it('backs itself up, and is well by the doctor and by the smoke', async () => {
    const saved = await composed.run(['npm', '-s', 'run', 'db:backup']);
    expect(saved).toEqual({ code: 0, said: expect.stringMatching(/^\/\S+\.tar\.gz\n/) });
    expect((await readdir(join(composed.data, 'backups'))).length).toBe(1);
    const doctor = await composed.run(['npm', '-s', 'run', 'doctor', '--', '--json'], { APP_URL: app.url });
    const { findings } = JSON.parse(doctor.said) as { findings: { state: string; text: string }[] };
    expect(findings.filter((it) => it.state === 'fault' || it.state === 'warning')).toEqual([]);
    const smoke = ['npm', '-s', 'run', 'smoke', '--', app.url, '--email', 'rosa@park.example'];
    const smoked = await composed.run(smoke, {}, 'Kettle-of-kites7\n');
    expect(smoked).toEqual({ code: 0, said: expect.stringContaining('rosa@park.example signs in') });
  });

  it('is healthy while it answers, not when it hangs or is gone, and ends with 0 on SIGTERM', async () => {
    const other = await composed.startAlone();
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
