import { execFile } from 'node:child_process';
import { appendFile, chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const COMMIT = 'cc413801f2b3a4d5e6f7a8b9c0d1e2f3a4b5c6d7';
const SMOKE = 'run --rm --no-deps -T app npm -s run smoke -- http://app:3000 --inside';
const IMAGE = `registry.example.org/mouse-domination:${COMMIT}`;

/**
 * A docker that writes down what it is asked and answers what the test wants: the version that was started last is the one that
 * the smoke meets, and is healthy unless the test says that it never is.
 */
const SHIMS = {
  docker: `echo "\${APP_VERSION:+APP_VERSION=$APP_VERSION }$*" >> "$WORK/asked"
case "$*" in
  "image inspect "*) exit "\${LOADED:-1}" ;;
  *" db:status") cat "$WORK/status"; exit 1 ;;
  *" ps -q app") echo 0123456789ab ;;
  *" db:migrate") exit "\${MIGRATED:-0}" ;;
  *" --wait-timeout "*) sed -n 's/^APP_VERSION=//p' "$WORK/.env.production" > "$WORK/serves"; [ "$(cat "$WORK/serves")" != "$BROKEN" ] ;;
  *" --release "*) [ "$(cat "$WORK/serves")" = "\${*##* }" ] && [ "$(cat "$WORK/serves")" != "$MISTAKEN" ] ;;
esac`,
  sleep: 'echo "sleep $*" >> "$WORK/asked"',
};

let work: string;
beforeEach(async () => {
  work = await mkdtemp(join(tmpdir(), 'mouse-deploy-'));
  for (const [name, code] of Object.entries(SHIMS)) {
    await writeFile(join(work, name), `#!/bin/sh\n${code}\n`);
    await chmod(join(work, name), 0o755);
  }
  await writeFile(join(work, '.env.production'), 'APP_URL=https://crm.example.org\nAPP_VERSION=before\n');
  await writeFile(join(work, 'status'), 'applied  20260101000000_first\n1 applied, 0 pending, 0 unknown.\n');
});
afterEach(() => rm(work, { recursive: true, force: true }));

function deploy(env: Record<string, string> = {}, args = [IMAGE, COMMIT]): Promise<{ code: number; said: string }> {
  const options = { cwd: work, env: { WORK: work, PATH: `${work}:${process.env['PATH']}`, ...env } };
  return new Promise((done) => {
    execFile(resolve('docs/ops/deploy.sh'), args, options, (error, out, err) =>
      done({ code: error ? Number(error.code) : 0, said: out + err }),
    );
  });
}
const asked = async () =>
  (await readFile(join(work, 'asked'), 'utf8'))
    .replaceAll('compose --env-file .env.production -f compose.prod.yml ', '')
    .trim()
    .split('\n');
const version = async () => /^APP_VERSION=(.*)$/m.exec(await readFile(join(work, '.env.production'), 'utf8'))?.[1];

describe('docs/ops/deploy.sh', () => {
  it('fetches, migrates, restarts and looks, in this order', async () => {
    expect(await deploy()).toEqual({ code: 0, said: expect.stringContaining(`== ${COMMIT} serves`) });
    expect(await asked()).toEqual([
      `image inspect ${IMAGE}`,
      `pull ${IMAGE}`,
      `tag ${IMAGE} mouse-domination:${COMMIT}`,
      'up -d --no-build --wait postgres',
      `APP_VERSION=${COMMIT} run --rm --no-deps -T app npm -s run db:status`,
      `APP_VERSION=${COMMIT} run --rm --no-deps -T app npm run db:migrate`,
      'up -d --no-build --wait --wait-timeout 180 app worker',
      'up -d --no-build',
      `APP_VERSION=${COMMIT} ${SMOKE} --release ${COMMIT}`,
    ]);
    expect(await version()).toBe(COMMIT);
  });

  it('pulls nothing where the image was loaded', async () => {
    await deploy({ LOADED: '0' });
    expect((await asked()).filter((it) => it.startsWith('pull '))).toEqual([]);
  });

  it('keeps what serves where a migration fails', async () => {
    expect(await deploy({ MIGRATED: '1' })).toEqual({ code: 1, said: expect.stringContaining('before still serves') });
    expect((await asked()).filter((it) => it.startsWith('up '))).toEqual(['up -d --no-build --wait postgres']);
    expect(await version()).toBe('before');
  });

  it('goes back where the new one does not come up and has brought no migration', async () => {
    const { code, said } = await deploy({ BROKEN: COMMIT });
    expect([code, await version(), await readFile(join(work, 'serves'), 'utf8')]).toEqual([1, 'before', 'before\n']);
    expect(said).toMatch(/does not serve: back to before\n[\s\S]*== before serves/);
  });

  it('goes back where the new one is healthy and the smoke finds it wrong, four times', async () => {
    const { code, said } = await deploy({ MISTAKEN: COMMIT });
    expect([code, await version(), await readFile(join(work, 'serves'), 'utf8')]).toEqual([1, 'before', 'before\n']);
    expect(said).toContain('== before serves');
    const steps = (await asked()).slice(7);
    expect(steps.filter((it) => it.endsWith(`--release ${COMMIT}`)).length).toBe(4);
    // The one before is asked by the new one's smoke, which it may not have, and by no version.
    expect(steps.at(-1)).toBe(`APP_VERSION=${COMMIT} ${SMOKE}`);
  });

  it('reads what an operator’s own file and the secrets’ file say, as the book’s dc does', async () => {
    await writeFile(join(work, 'compose.override.prod.yml'), 'services: {}\n');
    await appendFile(join(work, '.env.production'), 'SESSION_SECRET=file\n');
    await deploy({ PROFILE: 'tunnel' });
    const files = '-f docs/ops/compose.secrets.yml -f compose.override.prod.yml --profile=tunnel ';
    const composed = (await asked()).filter((it) => !/^(image|pull|tag) /.test(it));
    expect(composed.length).toBe(6);
    expect(composed.filter((it) => !it.replace(/^APP_VERSION=\w+ /, '').startsWith(files))).toEqual([]);
  });

  it('does not go back over a migration, which the old one would refuse, and says so', async () => {
    await writeFile(join(work, 'status'), 'pending  20260102000000_next\n0 applied, 1 pending, 0 unknown.\n');
    const { code, said } = await deploy({ BROKEN: COMMIT });
    expect([code, await version()]).toEqual([1, COMMIT]);
    expect(said).toContain('has brought 1 migrations, which are not undone');
    const steps = (await asked()).map((it) => /db:\w+|up -d/.exec(it)?.[0]).filter(Boolean);
    expect(steps.slice(1, 5)).toEqual(['db:status', 'db:backup', 'db:migrate', 'up -d']);
  });

  it('is told what it wants where it is asked wrongly', async () => {
    expect(await deploy({}, [])).toEqual({ code: 64, said: expect.stringContaining('IMAGE VERSION') });
  });
});
