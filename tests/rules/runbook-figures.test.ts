import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from '../../src/config.js';
import { OUTCOMES } from '../../src/features/auth/log-in.js';
import { createMetrics } from '../../src/platform/metrics.js';
import { TEST_ENV } from '../support/app.js';
import { anchorOf, found, headings, prose, sectionOf, spans } from '../support/runbook.js';

type Rule = { alert: string; annotations: { runbook: string } };

const read = (file: string) => readFileSync(file, 'utf8');

describe('the metrics and alerts of the runbook', () => {
  it('are what the app tells Prometheus, all of it', async () => {
    const metrics = createMetrics();
    metrics.watchConnections(() => 0);
    metrics.watchQueue(async () => ({ workedAt: 1, queues: [] }));
    metrics.watchStorage(async () => true);
    metrics.watchDisks(async () => []);
    metrics.watchWebhooks(async () => 0);
    metrics.watchCertificate(async () => 0);
    const told = found(/^# TYPE (\w+)/gm, [await metrics.text()]);
    expect(
      found(
        /^((?:http|db|queue|jobs?|oldest|auth|rate|storage|disk|certificate|build|webhook)_\w+)$/g,
        spans,
      ).toSorted(),
    ).toEqual(told.toSorted());
    const node = await createMetrics({ ofNode: true }).text();
    for (const prefix of ['process_', 'nodejs_']) expect(node).toContain(`\n${prefix}`);
  });

  it('say how a log-in can end', () => {
    const row = prose.split('\n').find((it) => it.startsWith('| `auth_logins_total` |')) ?? '';
    expect(found(/`(\w+)`/g, [row]).toSorted()).toEqual(['auth_logins_total', 'outcome', ...OUTCOMES].toSorted());
  });

  it('are the rules of docs/ops/observability, and each rule leads to a heading here', () => {
    const { groups } = parse(read('docs/ops/observability/alert-rules.yaml')) as { groups: { rules: Rule[] }[] };
    const rules = groups.flatMap((group) => group.rules);
    expect(found(/^(MouseDomination\w+)$/g, spans).toSorted()).toEqual(rules.map((it) => it.alert).toSorted());
    for (const { alert, annotations } of rules) {
      const heading = headings.find((it) => `RUNBOOK.md#${anchorOf(it)}` === annotations.runbook);
      expect([alert, sectionOf(heading ?? '')]).toEqual([alert, expect.stringContaining(`\`${alert}\``)]);
    }
  });
});

describe('the limits of the runbook', () => {
  const row = (name: string) => prose.split('\n').find((it) => it.startsWith(`| ${name} |`)) ?? '';

  it('are those of the app', () => {
    const limits = read('src/http/middleware/rate-limit.ts').matchAll(/name: '(\w+)',\s+times: (\d+),\s+per: '(\w+)'/g);
    const told = [...limits].map(([, name, times, per]) => ({
      name,
      text: `${Number(times).toLocaleString('en')} ${per === 'hour' ? 'an hour' : 'a minute'}`,
    }));
    expect(told.length).toBe(11);
    for (const { name, text } of told) expect(row(`\`${name}\``)).toContain(`| ${text}`);
    const { maxAttempts, lockoutMinutes: [first, second, third, last] = [] } = loadConfig(TEST_ENV).auth;
    const locks = `the ${maxAttempts}th locks for ${first} minutes, the ${maxAttempts + 1}th ${second}, the ${maxAttempts + 2}th ${third}, the ${maxAttempts + 3}th and later ${last?.toLocaleString('en')}`;
    expect(row('wrong passwords')).toContain(locks);
  });

  it('are those of nginx', () => {
    const conf = read('docs/ops/nginx/nginx.conf');
    const [pages, logins] = ['pages', 'logins'].map((zone) => ({
      rate: new RegExp(`zone=${zone}:\\S+ rate=(\\d+)r/(s|m)`).exec(conf),
      burst: new RegExp(`zone=${zone} burst=(\\d+)`).exec(conf)?.[1],
    }));
    expect(row('nginx, pages')).toContain(`| ${pages?.rate?.[1]} a second, ${pages?.burst} more at once |`);
    expect(row('nginx, at once')).toContain(`| ${/limit_conn clients (\d+);/.exec(conf)?.[1]} requests under way |`);
    expect(row('nginx, log-ins')).toContain(`| ${logins?.rate?.[1]} a minute, ${logins?.burst} more at once |`);
  });
});
