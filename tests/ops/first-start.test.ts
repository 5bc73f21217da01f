import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { embeddedPostgres } from '../../src/platform/postgres/embedded.js';
import { holding } from '../support/holding.js';
import { slowness } from '../support/pace.js';
import { type AppProcess, HANGS_MS, PATIENT, runToEnd, startProcess, until } from '../support/process.js';

const SEED = ['dist/scripts/db-seed.js'];
/** Nothing set, as where somebody follows the README; an empty variable counts as unset. */
const NOTHING_SET = { NODE_ENV: '', LOG_LEVEL: '', SESSION_SECRET: '', ENCRYPTION_KEY: '' };
/** What queues are made under: whoever starts waits for it, for as long as it takes. */
const MAKING_QUEUES = 72_707_370;

let folder: string;
let ends: (() => Promise<unknown>)[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mouse-first-'));
  ends = [];
});
afterEach(async () => {
  for (const end of ends.toReversed()) await end();
  await rm(folder, { recursive: true, force: true });
});

describe('a first start', () => {
  it('in an empty folder does its first jobs and warns of nothing', async () => {
    const app = await start();
    const postgres = await beside();
    await firstJobsAreDone(postgres);
    expect(app.output()).toMatch(/INFO: Mouse Domination [\w.+]+ runs at [\s\S]*\/setup\?token=/);
    expect(warnings(app)).toEqual([]);
  });

  it('is ended within 4 s, its Postgres included', async () => {
    const app = await startProcess({ ...NOTHING_SET, ...PATIENT, DATA_DIR: folder });
    const began = performance.now();
    expect(await app.stop()).toBe(0);
    expect(performance.now() - began).toBeLessThan(4_000 * (await slowness()));
  });

  it('while the demo is being made does its first jobs and warns of nothing', async () => {
    const postgres = await beside();
    const queues = await holding(postgres, `select pg_advisory_lock(${MAKING_QUEUES})`);
    const starting = start();
    await until(
      async () => (await postgres.rows(`select to_regclass('pgboss.job') as it`))[0]?.['it'] !== null,
      HANGS_MS,
    );
    // The last table that the demo goes into: all that it locks is locked by then.
    const demoHeld = await holding(postgres, 'lock table taggings in share mode');
    const demo = runToEnd({ ...PATIENT, DATA_DIR: folder }, SEED);
    await demoHeld.untilWaited();
    await queues.commits();
    const app = await starting;
    await firstJobsAreDone(postgres);
    await demoHeld.commits();
    expect(await demo).toEqual({ code: 0, said: expect.stringContaining('Made 3 people') });
    expect(warnings(app)).toEqual([]);
  });
});

async function start(): Promise<AppProcess> {
  const app = await startProcess({ ...NOTHING_SET, ...PATIENT, DATA_DIR: folder });
  ends.push(() => app.stop());
  return app;
}

/** The folder's Postgres, which is made where there is none yet. */
async function beside() {
  const { url, release } = await embeddedPostgres(folder);
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  ends.push(release, () => pool.end());
  return {
    superuserUrl: url,
    rows: async <T = Record<string, unknown>>(text: string) => (await pool.query(text)).rows as T[],
  };
}

type Beside = Awaited<ReturnType<typeof beside>>;

/** Every job that comes by the clock has been done, at its first try; the others come when somebody sends them. */
async function firstJobsAreDone({ rows }: Beside): Promise<void> {
  const done = `select from pgboss.job j where j.name = q.name and j.state = 'completed'`;
  await until(async () => {
    const waiting = await rows(`select name from pgboss.queue q where not exists (${done}) order by name`);
    expect(waiting).toEqual([
      { name: 'account_mail' },
      { name: 'bulk_act' },
      { name: 'export_data' },
      { name: 'import_check' },
      { name: 'send_mail' },
      { name: 'send_webhooks' },
    ]);
    return true;
  }, HANGS_MS);
  expect(await rows('select name from pgboss.job where retry_count > 0')).toEqual([]);
}

const warnings = (app: AppProcess) => app.output().match(/^.*(WARN|ERROR|FATAL|Warning).*$/gm) ?? [];
