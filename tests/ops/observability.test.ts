import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { useApp } from '../support/app.js';
import { copyDatabase } from '../support/database.js';
import { PASSWORD, PEOPLE } from '../support/people.js';
import { type AppProcess, freePort, startProcess, until } from '../support/process.js';
import {
  asGrafanaWould,
  greatest,
  hasPrometheus,
  labelsOf,
  paper,
  promtool,
  readAlerts,
  readDashboard,
  selectorsOf,
  startPrometheus,
  type TestPrometheus,
} from '../support/prometheus.js';
import { Visitor } from '../support/visitor.js';

type AlertTest = { alertname: string; exp_alerts: unknown[] };

const alerts = readAlerts();
const dashboard = readDashboard();
const panels = dashboard.panels.filter(({ type }) => type !== 'row');
const queries = panels.flatMap(({ title, targets }) => targets.map((target) => ({ title, ...target })));

/** The metrics of the product: type and labels, `le` of the histograms left out. */
const PRODUCT = {
  http_requests_total: ['counter', 'method,route,status'],
  http_request_duration_seconds: ['histogram', 'method,route,status'],
  db_connections_active: ['gauge', ''],
  db_query_duration_seconds: ['histogram', ''],
  queue_length: ['gauge', 'queue'],
  oldest_job_seconds: ['gauge', 'queue'],
  job_last_success_timestamp: ['gauge', 'queue'],
  queue_worked_at: ['gauge', ''],
  storage_up: ['gauge', ''],
  backup_last_success_timestamp: ['gauge', ''],
  disk_free_bytes: ['gauge', 'folder'],
  disk_size_bytes: ['gauge', 'folder'],
  build_info: ['gauge', 'commit,version'],
  jobs_completed_total: ['counter', 'queue'],
  jobs_failed_total: ['counter', 'queue'],
  auth_logins_total: ['counter', 'outcome'],
  auth_lockouts_total: ['counter', ''],
  rate_limit_rejections_total: ['counter', 'limit'],
  rate_limit_store_errors_total: ['counter', ''],
};

/** Told where APP_URL is https: tests/platform/certificate.test.ts. */
const WITHOUT_TLS = /^certificate_/;

describe('the alert rules', () => {
  const headings = readFileSync('RUNBOOK.md', 'utf8').match(/^#+ .+$/gm) ?? [];
  const anchors = headings.map((it) => `RUNBOOK.md#${it.replace(/^#+ /, '').toLowerCase().replaceAll(' ', '-')}`);

  it.each(alerts)('$alert has a severity, plain words, a time to wait, and a heading of the runbook', (alert) => {
    expect(alert.for).toMatch(/^\d+m$/);
    expect(['critical', 'warning']).toContain(alert.labels.severity);
    expect(alert.annotations.summary).toMatch(/^[A-Z].{10,}[^.]$/);
    expect(alert.annotations.description).toMatch(/^.{40,}\.$/);
    expect(anchors).toContain(alert.annotations.runbook);
  });

  it('have each a test in which the alert fires and one in which it is silent throughout', () => {
    const { tests } = parse(paper('alert-rules.test.yaml')) as { tests: { alert_rule_test: AlertTest[] }[] };
    const held = (fires: boolean) =>
      tests
        .map((test) => test.alert_rule_test)
        .filter((steps) => steps.some(({ exp_alerts }) => exp_alerts.length > 0) === fires)
        .flatMap((steps) => steps.map(({ alertname }) => alertname));
    const names = alerts.map(({ alert }) => alert).sort();
    expect([...new Set(held(true))].sort()).toEqual(names);
    expect([...new Set(held(false))].sort()).toEqual(names);
  });
});

describe('the dashboard', () => {
  it('can be imported anywhere: every query asks the chosen data source, job and instance', () => {
    const { uid, tags, templating } = dashboard;
    expect([uid, tags]).toEqual(['mouse-domination', ['mouse-domination']]);
    expect(templating.list.map(({ name }) => name)).toEqual(['datasource', 'job', 'instance']);
    for (const { datasource, expr } of queries) {
      expect(datasource.uid).toMatch(/^\$\{datasource\}$/);
      for (const selector of selectorsOf(expr)) expect(selector).toContain('job="$job", instance=~"$instance"');
      expect(selectorsOf(expr).length).toBeGreaterThan(0);
    }
  });

  it('has panels that say what they show and in which unit, none on top of another', () => {
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
    for (const { title, description, fieldConfig } of panels) {
      expect([title, description.length > 20, typeof fieldConfig.defaults.unit]).toEqual([title, true, 'string']);
    }
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, at) => `${x + (at % w)},${y + Math.floor(at / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
  });
});

describe('the variant with a secret', () => {
  const app = useApp({ METRICS_ENABLED: 'true', METRICS_GUARD: 'secret', METRICS_GUARD_SECRET: 'x'.repeat(16) });
  const { scrape_configs: scrapes, ...rest } = parse(paper('prometheus-scrape-secret.yaml'));
  const [{ http_headers: headers, ...job }] = scrapes;

  it('is the other file with a header, and the app takes that header', async () => {
    expect({ ...rest, scrape_configs: [job] }).toEqual(parse(paper('prometheus-scrape.yaml')));
    expect(Object.values(headers)).toEqual([{ files: ['/etc/prometheus/metrics-secret'] }]);
    const [header] = Object.keys(headers) as [string];
    expect((await app.current.visitor().get('/metrics', { [header]: 'x'.repeat(16) })).status).toBe(200);
    expect((await app.current.visitor().get('/metrics')).status).toBe(403);
  });
});

describe.runIf(hasPrometheus)('promtool', () => {
  it.each([
    ['check', 'config', 'prometheus-scrape.yaml'],
    ['check', 'rules', 'alert-rules.yaml'],
    ['test', 'rules', 'alert-rules.test.yaml'],
  ])('%s %s %s', (...args) => {
    const { code, said } = promtool(args);
    expect({ code, said }).toEqual({ code: 0, said: expect.stringContaining('SUCCESS') });
  });
});

describe.runIf(hasPrometheus)('a real Prometheus at the built app', () => {
  let app: AppProcess;
  let prometheus: TestPrometheus;
  let exposed: string;
  let looked: number | undefined;
  const ask = (expr: string) => prometheus.query(asGrafanaWould(expr), looked);
  const rules = () => prometheus.rules();

  beforeAll(async () => {
    const [db, port] = [await copyDatabase(), String(await freePort())];
    const guarded = { METRICS_ENABLED: 'true', METRICS_GUARD: 'cidr', METRICS_GUARD_ALLOWLIST: '127.0.0.1/32' };
    // Prometheus needs 5 s until its first scrape: the app starts meanwhile.
    [prometheus, app] = await Promise.all([
      startPrometheus(`127.0.0.1:${port}`),
      startProcess({ DATABASE_URL: db.url, PORT: port, ...guarded }),
    ]);
    // What is counted before the first scrape has not grown in Prometheus's eyes.
    await until(async () => (await ask('auth_lockouts_total')).length === 1, 10_000);
    const alice = await arrive(app.url);
    await until(async () => {
      await browse(alice);
      return greatest(await ask('rate(http_requests_total{route="/inventory", status="200"}[1m])')) > 0;
    }, 10_000);
    await db.drop();
    await until(async () => {
      await Promise.all([browse(alice), fetch(`${app.url}/ready`)]);
      const waiting = (await rules()).filter(({ state }) => state === 'pending').map(({ name }) => name);
      return ['MouseDominationServerErrors', 'MouseDominationNotReady'].every((name) => waiting.includes(name));
    }, 20_000);
    exposed = await (await fetch(`${app.url}/metrics`)).text();
    // All is asked as of one moment at which the app had answered, since a busy machine may miss a scrape at any other.
    await until(async () => {
      looked = Date.now() / 1000;
      return greatest(await ask('up')) === 1;
    }, 10_000);
  });
  afterAll(async () => {
    await prometheus?.stop();
    await app?.stop('SIGKILL');
  });

  it.each(queries)('panel $title, query $refId, has data', async ({ expr }) => {
    const samples = await ask(expr);
    expect(samples.length).toBeGreaterThan(0);
    for (const { value } of samples) expect(value).toBeGreaterThanOrEqual(0);
  });

  it('shows what happened, in the panels where an operator looks for it', async () => {
    const by = async (title: string, label: string, refId = 'A') =>
      Object.fromEntries((await shown(title, refId)).map(({ labels, value }) => [labels[label] ?? '', value]));
    const one = async (title: string, refId = 'A') => greatest(await shown(title, refId));
    const shown = (title: string, refId: string) =>
      ask(queries.find((it) => it.title === title && it.refId === refId)?.expr ?? title);

    expect(await one('Instances up')).toBe(1);
    const outcomes = await by('Log-ins by outcome', 'outcome');
    for (const [outcome, times] of Object.entries({ signed_in: 1, wrong: 4, locked: 2, waiting: 0 }))
      expect([outcome, Math.round(outcomes[outcome] ?? -1)]).toEqual([outcome, times]);
    expect(await one('Lockouts')).toBeCloseTo(1, 0);
    expect(Math.round((await by('Refused by limit', 'limit'))['login'] ?? -1)).toBe(1);
    expect(await one('Redis failures')).toBe(0);
    const classes = Object.keys(await by('Requests per second by status', 'class'));
    expect(classes.sort().join()).toBe('2xx,3xx,4xx,5xx');
    expect(await one('Share of pages with an error')).toBeGreaterThan(0.05);
    expect(await one('Share of pages with an error')).toBeLessThan(1);
    const routes = await by('Top routes', 'route');
    expect(routes['/inventory']).toBeGreaterThan(0.9);
    expect(Object.keys(await by('Time to answer by route', 'route', 'C')).sort()).toEqual(Object.keys(routes).sort());
    for (const seconds of Object.values(await by('Slowest routes', 'route'))) expect(seconds).toBeLessThanOrEqual(5);
    expect(await one('Statements per second')).toBeGreaterThan(0.01);
    expect(await one('Time of a statement', 'C')).toBeGreaterThan(0.0001);
    expect(await one('Memory')).toBeGreaterThan(50_000_000);
    expect(await one('Processor')).toBeGreaterThan(0);
    expect(await one('Event-loop lag', 'B')).toBeGreaterThan(0.005);
    expect(await one('Uptime')).toBeLessThan(300);
    expect(Object.keys(await by('Node', 'version'))).toEqual([process.version]);
  });

  it('fills the variables, and answers the query that marks starts', async () => {
    const choices = (name: string) =>
      prometheus.choices(asGrafanaWould(dashboard.templating.list.find((it) => it.name === name)?.query.query ?? ''));
    expect(await choices('job')).toEqual(['mouse-domination']);
    expect(await choices('instance')).toEqual([new URL(app.url).host]);
    expect(await ask(dashboard.annotations.list.at(-1)?.expr ?? '')).toEqual([]);
  });

  it.each(alerts)('$alert is evaluated without a fault, and each of its selectors picks something', async (alert) => {
    expect((await rules()).find(({ name }) => name === alert.alert)?.health).toBe('ok');
    await ask(alert.expr);
    for (const selector of selectorsOf(alert.expr).filter((it) => !WITHOUT_TLS.test(it)))
      expect([selector, await prometheus.series(selector)]).not.toEqual([selector, 0]);
  });

  it('raises no alert that it should not', async () => {
    const quiet = `Down TooManyLockouts ManyRejected RedisAway RestartsOften JobsFailed
      JobsWait NobodyWorks StorageAway CertificateEnds VersionsDiffer`.split(/\s+/);
    // A scrape that a busy machine lost makes one wait for a moment.
    await until(async () => {
      const inactive = (await rules()).filter(({ state }) => state === 'inactive').map(({ name }) => name);
      expect(inactive).toEqual(expect.arrayContaining(quiet.map((name) => `MouseDomination${name}`)));
      return true;
    }, 10_000);
  });

  it('is let in by its address, and nobody else is', async () => {
    expect((await fetch(`${app.url}/metrics`, { headers: { 'x-forwarded-for': '203.0.113.9' } })).status).toBe(403);
  });

  it('finds every metric that the dashboard and the rules name', () => {
    const named = [...queries, ...alerts].flatMap(({ expr }) => selectorsOf(expr).map((it) => it.replace(/\{.*/, '')));
    const told = [...exposed.matchAll(/^(\w+)(?:\{.*\})? /gm)].map(([, name]) => name);
    expect(
      [...new Set(named)].filter((name) => name !== 'up' && !WITHOUT_TLS.test(name) && !told.includes(name)),
    ).toEqual([]);
    expect(promtool(['check', 'metrics'], exposed)).toEqual({ code: 0, said: '' });
  });

  it.each(Object.entries(PRODUCT))('gets %s as promised: %s', (name, [type, labels]) => {
    expect(exposed).toContain(`\n# TYPE ${name} ${type}\n`);
    const series = labelsOf(exposed).filter((it) => it.name.replace(/_(bucket|sum|count)$/, '') === name);
    expect(series.length).toBeGreaterThan(0);
    const found = series.map((it) => Object.keys(it.labels).filter((label) => label !== 'le'));
    expect([...new Set(found.map((label) => label.sort().join()))]).toEqual([labels]);
  });

  it('learns of no id, address or person: routes are patterns', () => {
    const labels = labelsOf(exposed).map((it) => it.labels);
    const values = labels.flatMap((it) => Object.values(it));
    expect(values.filter((it) => /[0-9a-f]{8}-|@|:\d|::|\d+(\.\d+){3}/i.test(it))).toEqual([]);
    const routes = [...new Set(labels.flatMap(({ route }) => route ?? []))].sort();
    expect(routes.join(' ')).toBe('/ /alive /auth/login /inventory /inventory/:id /metrics /ready none static');
  });
});

/** alice comes in; somebody guesses at charlie's password until it is locked and the limit refuses him. */
async function arrive(url: string): Promise<Visitor> {
  const alice = new Visitor(url);
  await alice.logIn(PEOPLE.alice.email, PASSWORD);
  const guesser = new Visitor(url);
  for (let time = 0; time < 6; time += 1) await guesser.logIn(PEOPLE.charlie.email, 'Not-the-password1');
  await new Visitor(url).logIn(PEOPLE.charlie.email, PASSWORD);
  return alice;
}

async function browse(visitor: Visitor): Promise<void> {
  for (const path of ['/', '/inventory', `/inventory/${PEOPLE.alice.id}`, '/made/up/address', '/favicon.svg'])
    await visitor.get(path);
}
