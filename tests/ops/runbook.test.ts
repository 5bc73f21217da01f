import { execFileSync } from 'node:child_process';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from '../../src/config.js';
import { readCompose } from '../support/compose.js';
import { hasOperator, type Operator, startOperator } from '../support/operator.js';
import { PASSWORD, PEOPLE } from '../support/people.js';
import { type AppProcess, until } from '../support/process.js';
import { block, blocks, blocksOf } from '../support/runbook.js';
import { Visitor } from '../support/visitor.js';

/** Each script is two processes. */
const SLOW = { timeout: 600_000 };
const EMAIL = 'mara@example.org';
let operator: Operator;
let app: AppProcess;

beforeAll(async () => {
  if (!hasOperator) return;
  operator = await startOperator();
  app = await operator.restart();
  await operator.addPerson(PEOPLE.alice);
  await operator.addPerson({ ...PEOPLE.bob, email: EMAIL });
});
afterAll(async () => operator?.stop());

/** Blocks that no test runs, by their first line, each with the reason. */
const NOT_RUN: Record<string, string> = {
  'npm ci && npm start': 'installs; every other test stands on it',
  'put CLOUDFLARE_TUNNEL_TOKEN eyJh…': 'needs an account at Cloudflare',
  'dc up -d': 'needs Docker',
  'run user:create-admin -- --email you@example.org':
    'asks at a terminal; tests/scripts/user-scripts.test.ts answers it',
  'dc ps': 'needs Docker and a site',
  'useradd --system --create-home --home-dir /var/lib/mouse-domination --shell /usr/sbin/nologin mouse':
    'changes the machine',
  [`sed -i "s|^#* *requirepass .*|requirepass $(get REDIS_PASSWORD)|; s|^appendonly .*|appendonly yes|" /etc/redis/redis.conf`]:
    'changes the machine',
  'sudo -u mouse npm ci': 'builds dist/, which other tests are running',
  'cp docs/ops/systemd/mouse*.service docs/ops/systemd/mouse-backup.timer /etc/systemd/system/': 'changes the machine',
  'git pull': 'needs Docker',
  'dc stop app worker   # bare metal: systemctl stop mouse mouse-worker':
    'stops what the tests use; tests/scripts/db-backup.test.ts restores',
  'chown 1000 mouse-domination-20260131T031500Z.tar.gz': 'needs another machine with Docker',
  'run mail:test -- --to you@example.org': 'needs a mail server; tests/scripts/mail-test-script.test.ts has one',
  'run storage:migrate -- --from /app/data/files --to /app/data/share':
    'needs a share; tests/scripts/storage-scripts.test.ts moves a folder',
  'run storage:migrate -- --from /app/data/files --to s3':
    'needs a bucket; tests/scripts/storage-scripts.test.ts moves to one',
  "put SMTP_PASSWORD 'the new one'": 'needs a mail server; tests/scripts/mail-test-script.test.ts has one',
  'dc ps postgres': 'needs Docker',
  'dc ps redis': 'needs Docker',
  'dc rm -sf redis && docker volume rm mouse-domination_redis_data && dc up -d redis': 'needs Docker',
  'dc exec app df -h /app/data': 'needs Docker',
  'df -h': 'shows the machine, and needs Docker',
  'echo | openssl s_client -connect crm.example.org:443 -servername crm.example.org 2>/dev/null | openssl x509 -noout -enddate':
    'needs a site',
  'dc ps -a worker': 'needs Docker',
  'dc ps -a app': 'needs Docker',
  "docker network inspect mouse-domination_frontend -f '{{(index .IPAM.Config 0).Gateway}}'": 'needs Docker',
  "curl -sSI https://crm.example.org/auth/login | grep -i '^set-cookie: __Host-mouse'":
    'needs TLS: tests/ops/nginx.test.ts',
};

it('runs each block of the runbook, or says why not', async () => {
  const silent = blocks.filter(({ language, run }) => language === 'sh' && !run).map(({ code }) => code.split('\n')[0]);
  expect(silent).toEqual(Object.keys(NOT_RUN));
  const tests = await Promise.all(
    ['tests/ops/runbook.test.ts', 'tests/ops/rotation.test.ts', 'tests/support/operator.ts'].map((it) =>
      readFile(it, 'utf8'),
    ),
  );
  const named = blocks.flatMap(({ run }) => run ?? []);
  expect(named.filter((name) => !tests.some((text) => text.includes(`'${name}'`)))).toEqual([]);
});

describe.skipIf(!hasOperator)('an installation', SLOW, () => {
  it('by compose has variables that the app accepts, and a file that nobody else reads', async () => {
    await operator.type(block('fill'), { words: 'compose' });
    const file = join(operator.work, '.env.production');
    const env = parseEnv(await readFile(file, 'utf8')) as Record<string, string>;
    const { environment } = readCompose('compose.prod.yml', env).services['app'] ?? {};
    const config = loadConfig({ ...env, ...environment });
    expect(config).toMatchObject({ env: 'production', port: 3000, appUrl: 'https://crm.example.org', warnings: [] });
    expect(config.session.secrets).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
    expect(new Set([env['SESSION_SECRET'], env['POSTGRES_PASSWORD'], env['REDIS_PASSWORD']]).size).toBe(3);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('on bare metal has variables that nobody else reads, and a login that is no superuser', async () => {
    expect((await stat(join(operator.work, 'mouse-domination.env'))).mode & 0o777).toBe(0o640);
    const login = await operator.superuser.query(`select rolsuper, rolbypassrls from pg_roles where rolname = 'mouse'`);
    expect(login.rows).toEqual([{ rolsuper: false, rolbypassrls: false }]);
    expect(app.output()).toContain('migration');
  });

  it('by systemd has units without a fault: the app, and a worker that cannot take the port of the site', async () => {
    const units = ['mouse.service', 'mouse-worker.service', 'mouse-backup.service', 'mouse-backup.timer'];
    const texts = await Promise.all(units.map((it) => readFile(join('docs/ops/systemd', it), 'utf8')));
    const [app = '', worker = '', backup = ''] = texts;
    const { scripts } = JSON.parse(await readFile('package.json', 'utf8'));
    const command = (unit: string) => /^ExecStart=(.*)$/m.exec(unit)?.[1]?.replaceAll('/usr/bin/', '');
    expect(`NODE_ENV=production ${command(app)}`).toBe(`${scripts['start:runtime']} --no-worker`);
    expect(command(worker)).toBe(`env PORT=\${WORKER_PORT} ${scripts.worker}`);
    expect(command(backup)).toBe(scripts['db:backup']);
    const settings = (unit: string) => unit.match(/^(?!ExecStart|Environment=|Description|After|#)\w+=.*$/gm);
    expect(settings(worker)).toEqual(settings(app));
    const own = /^(Type|Restart|RestartSec|TimeoutStopSec|WantedBy)=/;
    const common = (unit: string) => settings(unit)?.filter((it) => !own.test(it));
    expect(common(backup)).toEqual(common(app));
    expect(settings(app)).toEqual(
      expect.arrayContaining(['EnvironmentFile=/etc/mouse-domination.env', 'ReadWritePaths=-/srv/mouse-domination']),
    );
    const files = units.map((it) => join(operator.work, it));
    for (const [n, file] of files.entries())
      await writeFile(file, texts[n]?.replace('/usr/bin/node', process.execPath) ?? '');
    const said = execFileSync('sh', ['-c', `systemd-analyze verify --man=no ${files.join(' ')} 2>&1`], {
      encoding: 'utf8',
    });
    expect(said).toBe('');
  });

  it('has the same words by compose', async () => {
    await operator.type('true', { words: 'compose' });
    const env = await operator.env();
    await writeFile(
      join(operator.work, 'container.env'),
      Object.entries(env)
        .map(([name, value]) => `${name}='${value}'`)
        .join('\n'),
    );
    await operator.log('runs at');
    const typed =
      "run db:status; sql -c 'select count(*) from _prisma_migrations'; redis ping; logs | grep -m1 -o runs.at; restart";
    const { code, out, err } = await operator.type(typed, { words: 'compose' });
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/0 pending, 0 unknown\.[\s\S]*count[\s\S]*PONG\s+runs at/);
    const asked = (await readFile(join(operator.work, 'docker'), 'utf8')).trim().split('\n');
    const common = 'compose --env-file .env.production -f compose.prod.yml --profile=tunnel';
    expect(asked.at(-1)).toBe(`${common} up -d`);
    expect(asked.every((line) => line.startsWith(`${common} `))).toBe(true);
  });

  it('by compose reads settings of one’s own and secrets from files, where there are some', async () => {
    const override = join(operator.work, 'compose.override.prod.yml');
    await writeFile(override, 'services: {}');
    const typed = 'restart; echo SESSION_SECRET=file > secret.env; E=secret.env; dc ps';
    await operator.type(typed, { words: 'compose' }).finally(() => rm(override));
    const asked = (await readFile(join(operator.work, 'docker'), 'utf8')).trim().split('\n');
    const files = (more: string) => `-f compose.prod.yml ${more}-f compose.override.prod.yml --profile=tunnel`;
    expect(asked.at(-2)).toBe(`compose --env-file .env.production ${files('')} up -d`);
    expect(asked.at(-1)).toBe(`compose --env-file secret.env ${files('-f docs/ops/compose.secrets.yml ')} ps`);
    const own = blocks.find(({ language }) => language === 'yaml')?.code ?? '';
    const named = Object.keys(parse(own).services);
    expect(Object.keys(parse(await readFile('compose.prod.yml', 'utf8'), { merge: true }).services)).toEqual(
      expect.arrayContaining(named),
    );
  });

  it('tells of a script that is misspelt, and what was meant', async () => {
    const { code, err } = await operator.type('run usr:list', { folder: process.cwd() });
    expect([code, err]).toEqual([1, expect.stringMatching(/Missing script: "usr:list"[\s\S]*user:list/)]);
  });
});

describe.skipIf(!hasOperator)('people', SLOW, () => {
  it('come in by the link of the log, and by the scripts', async () => {
    await operator.log('setup?token=');
    const link = new URL((await operator.do('setup-link')).trim());
    expect((await fetch(app.url + link.pathname + link.search)).status).toBe(200);

    const out = await operator.do('people');
    const [made, reset] = [...out.matchAll(/^Password: (\S+)$/gm)].map(([, it]) => it ?? '');
    expect(out).toMatch(/you@example\.org +You +ADMIN +active/);
    expect(out).toContain('mara@example.org was USER and is VIEWER now.');
    expect(out).toContain('mara@example.org is unlocked.');
    expect((await new Visitor(app.url).logIn('you@example.org', made ?? '')).headers['location']).toBe(
      '/account/password',
    );
    expect((await new Visitor(app.url).logIn(EMAIL, reset ?? '')).headers['location']).toBe('/account/password');
  });
});

describe.skipIf(!hasOperator)('looking', SLOW, () => {
  it('at the probes, the metrics and the counters shows what it says', async () => {
    const visitor = new Visitor(app.url, '203.0.113.7');
    await visitor.logIn(PEOPLE.alice.email, PASSWORD);
    expect(await operator.do('probes')).toMatch(
      /^okready\{"status":"healthy","database":"connected","redis":"connected"/,
    );
    expect(await operator.do('metrics')).toMatch(/^auth_logins_total\{outcome="signed_in"\} [1-9]/m);
    expect(await operator.do('limits')).toMatch(/mouse-domination:limit:login:203\.0\.113\.7[\s\S]*\n1\n$/);
    await operator.log('"path":"/auth/login"');
    expect(await operator.do('first-look')).toMatch(/^\{"status":"healthy".*"path":"\/auth\/login"/s);
    await operator.superuser.query(
      `insert into pgboss.job (name, state, completed_on, output) values ('tidy', 'failed', now(), '{"message": "The disk is full"}')`,
    );
    expect(await operator.do('webhooks-wait')).toContain('(0 rows)');
    expect(await operator.do('failed-jobs')).toMatch(/tidy +\| +1 \|.*The disk is full/);
    expect(await operator.do('backup')).toMatch(/mouse-domination-\d{8}T\d{6}Z\.tar\.gz\n\d+ rows of/);
    expect(await operator.do('restore')).toMatch(/\d+ rows of \d+ tables and 0 files, as they stood at/);
    expect(await operator.do('redis-persistence')).toMatch(
      /^loading:0\s+rdb_last_bgsave_status:ok\s+aof_enabled:[01]\s+aof_last_bgrewrite_status:ok\s+aof_last_write_status:ok/,
    );
    expect(await operator.do('verify')).toMatch(/^Sound: \d+ tables and 0 files came out/);
    expect(await operator.do('storage-check')).toMatch(/0 files, 0 in the fallback, 0 faults\./);
    expect(await operator.do('client-address')).toMatch(/login +\| 203\.0\.113\.7/);
    expect(await operator.do('after-upgrade')).toMatch(/^ready.*0 pending, 0 unknown\.\n$/s);
    expect(await operator.do('migrate')).toMatch(/Nothing to do.*0 pending, 0 unknown\.\n$/s);
  });

  it('by a login of the monitoring’s own shows figures of Postgres, and no record', async () => {
    const chapter = blocksOf(await readFile('docs/ops/observability/README.md', 'utf8'));
    const codeOf = (name: string) => chapter.find(({ run }) => run === name)?.code ?? '';
    const before = await operator.env();
    await operator.do('monitoring-on', codeOf('monitoring-on'));
    await operator.do('monitoring-login', codeOf('monitoring-login'));
    const { POSTGRES_MONITOR_PASSWORD: password = '', GRAFANA_PASSWORD, ...after } = await operator.env();
    expect([password, GRAFANA_PASSWORD].map((it) => it?.length)).toEqual([64, 32]);
    expect(Object.keys(after).toSorted()).toEqual(Object.keys(before).toSorted());
    const asked = (query: string) =>
      operator.type(`PGUSER=mouse_monitor PGPASSWORD=${password} psql -X -At -d mouse -c '${query}'`);
    expect((await asked('select count(*) > 0 from pg_stat_activity')).out).toBe('t\n');
    expect((await asked('select count(*) from users')).err).toContain('permission denied');
  });

  it('for one request finds its line and what it did; for guesses, where they come from', async () => {
    const visitor = new Visitor(app.url, '203.0.113.9');
    const answer = await visitor.logIn(EMAIL, 'Wrong-password1');
    const id = String(answer.headers['x-request-id']);
    await operator.log(id);
    const followed = await operator.do('request-id', block('request-id').replace(/^ID=.*$/m, `ID=${id}`));
    expect(followed).toMatch(new RegExp(`"request_id":"${id}","method":"POST","path":"/auth/login"`));
    expect(followed).toMatch(/login_failed +\| +\| 203\.0\.113\.9/);
    const guesses = await operator.do('lockouts');
    expect(guesses).toMatch(/203\.0\.113\.9 +\| login_failed +\| +1 \| +1/);
    expect(guesses).toContain('mara@example.org is unlocked.');
  });

  it('at a page that waits for a lock shows who is slow, and the error by its id', async () => {
    const visitor = new Visitor(app.url);
    await visitor.logIn(PEOPLE.alice.email, PASSWORD);
    await operator.superuser.query('begin; lock table users');
    const answer = visitor.get('/account');
    const asked = block('slow-pages')
      .split('\n')
      .find((line) => line.includes('pg_stat_activity'));
    const seen = until(async () => (await operator.do('who waits', asked)).includes('Lock'), 4_000);
    const [{ status, headers }] = await Promise.all([answer, seen]).finally(() => operator.superuser.query('commit'));
    expect(status).toBe(503);
    await operator.log('"path":"/account","status":503');
    expect(await operator.do('slow-pages')).toMatch(/"path":"\/account","status":503/);
    expect(await operator.do('server-errors')).toContain(headers['x-request-id']);
  });
});
