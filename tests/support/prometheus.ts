import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { freePort, until } from './process.js';
import { program } from './programs.js';

/** Whether there are prometheus and promtool; without them their tests are skipped with a loud line, and in CI they fail. */
export const hasPrometheus = ['prometheus', 'promtool'].map(program).every(Boolean);

export type TestPrometheus = Awaited<ReturnType<typeof startPrometheus>>;
type Sample = { labels: Record<string, string>; value: number };
type Alert = { alert: string; expr: string; for: string; labels: { severity: string }; annotations: Words };
type Words = { summary: string; description: string; runbook: string };
type Dashboard = {
  uid: string;
  tags: string[];
  templating: { list: { name: string; query: { query: string } }[] };
  annotations: { list: { expr?: string }[] };
  panels: Panel[];
};
type Panel = {
  id: number;
  title: string;
  type: string;
  description: string;
  gridPos: { x: number; y: number; w: number; h: number };
  fieldConfig: { defaults: { unit: string } };
  targets: { expr: string; refId: string; datasource: { uid: string } }[];
};
type Rule = { name: string; query: string; health: string; lastError?: string; state: string };

const PAPERS = 'docs/ops/observability';

/** The text of one of the observability files. */
export function paper(name: string): string {
  return readFileSync(join(PAPERS, name), 'utf8');
}

/** The alerts of alert-rules.yaml. */
export function readAlerts(): Alert[] {
  return parse(paper('alert-rules.yaml')).groups.flatMap(({ rules }: { rules: Alert[] }) => rules);
}

export function readDashboard(name = 'grafana-dashboard.json'): Dashboard {
  return JSON.parse(paper(name));
}

/** The selectors of an expression: a metric's name with its braces. */
export function selectorsOf(expr: string): string[] {
  return expr.match(/[a-z0-9_]+\{[^}]*\}/g) ?? [];
}

/** The expression with the dashboard's variables in it, over the short time that the test takes. */
export function asGrafanaWould(expr: string): string {
  const values = {
    $__rate_interval: '5m',
    $__range: '5m',
    $__interval: '5m',
    $job: 'mouse-domination',
    $instance: '.*',
  };
  return Object.entries(values).reduce((text, [name, value]) => text.replaceAll(name, value), expr);
}

/** The greatest value among samples; minus infinity where there is none. */
export function greatest(samples: Sample[]): number {
  return Math.max(...samples.map(({ value }) => value));
}

/** The series of an exposition with their labels. */
export function labelsOf(text: string) {
  return [...text.matchAll(/^(\w+)(?:\{(.*)\})? \S+$/gm)].map(([, name = '', labels = '']) => ({
    name,
    labels: Object.fromEntries([...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, it]) => [key, it])),
  })) as { name: string; labels: Record<string, string> }[];
}

/** Runs promtool in the folder of the observability files: its exit code and all that it said. */
export function promtool(args: string[], input = ''): { code: number | null; said: string } {
  const options = { cwd: PAPERS, input, encoding: 'utf8' } as const;
  const { status, stdout, stderr } = spawnSync(program('promtool') as string, args, options);
  return { code: status, said: stdout + stderr };
}

/** A real Prometheus on the scrape config and the alert rules of docs/ops, asking `target` each second. */
export async function startPrometheus(target: string) {
  const dir = await mkdtemp(join(tmpdir(), 'mouse-prometheus-'));
  const port = await freePort();
  await layOut(dir, target);
  const child = spawn(
    program('prometheus') as string,
    [
      `--config.file=${join(dir, 'prometheus-scrape.yaml')}`,
      `--storage.tsdb.path=${join(dir, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=warn',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  child.stderr.on('data', (data) => (said += data));
  process.once('exit', () => child.kill('SIGKILL'));
  const ask = asker(`http://127.0.0.1:${port}/api/v1`);
  await until(async () => (await fetch(`http://127.0.0.1:${port}/-/ready`)).ok, 20_000).catch(() => {
    throw new Error(`Prometheus did not start: ${said}`);
  });
  return {
    /** The samples that an expression has at a moment (in seconds; else now); throws what Prometheus says against it. */
    query: async (query: string, time = Date.now() / 1000) =>
      samplesOf(await ask('query', { query, time: String(time) })),
    /** How many series a selector picks. */
    series: async (selector: string) => (await ask<unknown[]>('series', { 'match[]': selector })).length,
    /** What Grafana offers for a variable that is `label_values(metric, label)`. */
    async choices(variable: string): Promise<string[]> {
      const [, metric = '', label = ''] = /^label_values\((.+), (\w+)\)$/.exec(variable) ?? [];
      return ask(`label/${label}/values`, { 'match[]': metric });
    },
    rules: async () => (await ask<{ groups: { rules: Rule[] }[] }>('rules', {})).groups.flatMap(({ rules }) => rules),
    async stop(): Promise<void> {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function layOut(dir: string, target: string): Promise<void> {
  // One process that is app and worker in one.
  const alone = replaced(paper('prometheus-scrape.yaml'), '          - worker:3000\n', '');
  const config = replaced(replaced(alone, 'app:3000', target), ': 15s', ': 1s');
  await writeFile(join(dir, 'prometheus-scrape.yaml'), config);
  await copyFile(join(PAPERS, 'alert-rules.yaml'), join(dir, 'alert-rules.yaml'));
}

function replaced(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`prometheus-scrape.yaml has no "${from}" to replace`);
  return text.replaceAll(from, to);
}

function asker(api: string) {
  return async <T>(path: string, params: Record<string, string>): Promise<T> => {
    const answer = await fetch(`${api}/${path}?${new URLSearchParams(params)}`);
    const { status, data, error } = (await answer.json()) as { status: string; data: T; error?: string };
    if (status !== 'success') throw new Error(`${error}: ${JSON.stringify(params)}`);
    return data;
  };
}

function samplesOf(data: {
  resultType: string;
  result: { metric: Record<string, string>; value: [number, string] }[];
}) {
  if (data.resultType !== 'vector') throw new Error(`a vector was expected, not a ${data.resultType}`);
  return data.result.map(({ metric, value }): Sample => ({ labels: metric, value: Number(value[1]) }));
}
