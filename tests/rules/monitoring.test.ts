import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { fillExample, readCompose } from '../support/compose.js';
import { paper, readAlerts, readDashboard, selectorsOf } from '../support/prometheus.js';
import { found } from '../support/runbook.js';

const filled = fillExample(readFileSync('.env.production.example', 'utf8'));
const { services } = readCompose('compose.prod.yml', filled);
const prometheus = parse(paper('monitoring/prometheus.yaml'));
const alertmanager = parse(paper('monitoring/alertmanager.yaml'));
const { datasources } = parse(paper('monitoring/grafana-datasources.yaml'));
const { providers } = parse(paper('monitoring/grafana-dashboards.yaml'));
const EXPORTERS = { 'grafana-postgres.json': 'pg', 'grafana-redis.json': 'redis' };

/** Where a service has a file of ours. */
function mountOf(service: string, file: string): string | undefined {
  return services[service]?.volumes?.find((it) => it.startsWith(`./docs/ops/observability${file}:`))?.split(':')[1];
}

describe('the Prometheus of compose.prod.yml', () => {
  const { scrape_configs: jobs, rule_files: rules, alerting } = prometheus;
  const targetsOf = (list: { static_configs: { targets: string[] }[] }[]) =>
    list.flatMap((it) => it.static_configs.flatMap(({ targets }) => targets));

  it('asks the services that there are, on a network that both are on', () => {
    const targets = targetsOf([...jobs, ...alerting.alertmanagers]).filter((it) => !it.startsWith('127.0.0.1:'));
    const names = [...new Set(targets.map((it) => it.split(':')[0] ?? ''))];
    expect(names).toEqual(['app', 'worker', 'postgres-exporter', 'redis-exporter', 'alertmanager']);
    for (const name of names)
      expect([name, services['prometheus']?.networks?.some((it) => services[name]?.networks?.includes(it))]).toEqual([
        name,
        true,
      ]);
  });

  it('asks the app as the configuration for elsewhere does, by the secret that its start writes', () => {
    const [ours] = jobs;
    const [theirs] = parse(paper('prometheus-scrape-secret.yaml')).scrape_configs;
    const [[header, { files }]] = Object.entries(ours.http_headers) as [[string, { files: string[] }]];
    expect({ ...ours, http_headers: { [header]: { files: ['/etc/prometheus/metrics-secret'] } } }).toEqual(theirs);
    const start = String(services['prometheus']?.entrypoint?.at(-1));
    expect(start).toContain(`printf '%s' "$METRICS_GUARD_SECRET" > ${files[0]}\n`);
    expect(start).toContain(`--config.file=${mountOf('prometheus', '/monitoring/prometheus.yaml')} `);
  });

  it('has the rules beside its configuration', () => {
    expect(rules.map((it: string) => `/etc/prometheus/${it}`)).toEqual([mountOf('prometheus', '/alert-rules.yaml')]);
  });
});

describe('the Alertmanager of compose.prod.yml', () => {
  it('tells receivers that are there of each severity, and names alerts that are there', () => {
    const named = [alertmanager.route, ...alertmanager.route.routes].map(({ receiver }) => receiver);
    const there = alertmanager.receivers.map(({ name }: { name: string }) => name);
    expect(named.filter((it) => !there.includes(it))).toEqual([]);
    const text = paper('monitoring/alertmanager.yaml');
    const severities = readAlerts().map(({ labels }) => labels.severity);
    for (const severity of found(/severity = "(\w+)"/g, [text])) expect(severities).toContain(severity);
    for (const alert of found(/alertname = "(\w+)"/g, [text]))
      expect(readAlerts().map((it) => it.alert)).toContain(alert);
  });

  it('reads the example where nothing else is named, and tells nobody of ours', () => {
    expect(mountOf('alertmanager', '/monitoring/alertmanager.yaml')).toBe('/etc/alertmanager/alertmanager.yml');
    const hosts = found(/[@ ]([\w-]+(?:\.[\w-]+)+)(?::\d+)?$/gm, [
      paper('monitoring/alertmanager.yaml').replace(/^\s*#.*$/gm, ''),
    ]);
    expect(hosts.filter((it) => !it.endsWith('example.org'))).toEqual([]);
  });
});

describe('the Grafana of compose.prod.yml', () => {
  it('has its sources at services on its network, and its dashboards where it looks', () => {
    for (const { url } of datasources) {
      const { hostname, port } = new URL(url);
      expect(services[hostname]?.networks).toContain('monitoring');
      expect(services[hostname]?.ports?.map((it) => it.split(':').at(-1))).toEqual([port]);
    }
    expect(mountOf('grafana', '')).toBe(providers[0].options.path);
    for (const [file, folder] of Object.entries({ datasources: 'datasources', dashboards: 'dashboards' }))
      expect(mountOf('grafana', `/monitoring/grafana-${file}.yaml`)).toBe(
        `/etc/grafana/provisioning/${folder}/mouse-domination.yaml`,
      );
  });
});

describe.each(Object.entries(EXPORTERS))('%s', (file, prefix) => {
  const dashboard = readDashboard(file);
  const panels = dashboard.panels.filter(({ type }) => type !== 'row');

  it('asks the chosen data source, job and instance, for what that exporter tells', () => {
    expect(dashboard.templating.list.map(({ name }) => name)).toEqual(['datasource', 'job', 'instance']);
    expect(dashboard.templating.list[1]?.query.query).toBe(`label_values(${prefix}_up, job)`);
    for (const { datasource, expr } of panels.flatMap(({ targets }) => targets)) {
      expect(datasource.uid).toMatch(/^\$\{datasource\}$/);
      expect(selectorsOf(expr).length).toBeGreaterThan(0);
      for (const selector of selectorsOf(expr)) {
        expect(selector).toContain('job="$job", instance=~"$instance"');
        expect(selector).toMatch(new RegExp(`^${prefix}_`));
      }
    }
  });

  it('has panels that say what they show and in which unit, none on top of another', () => {
    for (const { title, description, fieldConfig } of panels)
      expect([title, description.length > 20, typeof fieldConfig.defaults.unit]).toEqual([title, true, 'string']);
    const cells = dashboard.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, at) => `${x + (at % w)},${y + Math.floor(at / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(Math.max(...dashboard.panels.map(({ gridPos: { x, w } }) => x + w))).toBe(24);
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  });
});
