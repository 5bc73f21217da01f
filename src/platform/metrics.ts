import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { ofJobs } from './metrics-jobs.js';
import { ofSurroundings } from './metrics-surroundings.js';
import { ofWebhooks } from './metrics-webhooks.js';
import { COMMIT, VERSION } from './version.js';

export type Metrics = ReturnType<typeof createMetrics>;
/** The figures of one process, to be put together with those of others. */
export type Figures = Awaited<ReturnType<Registry['getMetricsAsJSON']>>;
/** One of several processes that are scraped as one. */
type OneOfSeveral = { n: number; measures(figures: () => Promise<Figures>): void; gather(): Promise<string> };
type Options = { ofNode?: boolean; member?: OneOfSeveral | undefined };

type Registers = { registers: Registry[] };

// Promtool's rule: only a counter's name ends with _total. These gauges of prom-client do; the same by type stay.
const MISNAMED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];
const PAGE_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const STATEMENT_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/**
 * What Prometheus is told. The names are those of operators' dashboards; a label never holds an id or an address. Where several
 * processes are scraped as one, counters are added up, and each gauge says how it is put together.
 */
export function createMetrics({ ofNode = false, member }: Options = {}) {
  const registry = new Registry();
  const to = { registers: [registry] };
  if (ofNode) addNodes(registry, member);
  member?.measures(() => registry.getMetricsAsJSON());
  addBuild(to);
  return {
    ...ofRequests(to),
    ...ofDatabase(to),
    ...ofLogins(to),
    ...ofLimits(to),
    ...ofJobs(to),
    ...ofSurroundings(to),
    ...ofWebhooks(to),
    text: () => member?.gather() ?? registry.metrics(),
    contentType: registry.contentType,
  };
}

function addBuild(to: Registers): void {
  const labels = { version: VERSION, commit: COMMIT ?? 'unknown' };
  const help = 'Always 1: what runs here, in its labels.';
  const gauge = new Gauge({ name: 'build_info', help, labelNames: ['version', 'commit'], aggregator: 'first', ...to });
  gauge.set(labels, 1);
}

function ofRequests(to: Registers) {
  const labelNames = ['method', 'route', 'status'] as const;
  return {
    requests: new Counter({ name: 'http_requests_total', help: 'Requests answered.', labelNames, ...to }),
    requestSeconds: new Histogram({
      name: 'http_request_duration_seconds',
      help: 'From the arrival of a request to the last byte written of its answer.',
      buckets: PAGE_SECONDS,
      labelNames,
      ...to,
    }),
  };
}

function ofDatabase(to: Registers) {
  return {
    statementSeconds: new Histogram({
      name: 'db_query_duration_seconds',
      help: 'What was asked of Postgres, with its way there and back; statements that travel together are one.',
      buckets: STATEMENT_SECONDS,
      ...to,
    }),
    /** Tells how many connections are in use whenever Prometheus asks. */
    watchConnections(inUse: () => number): void {
      new Gauge({
        name: 'db_connections_active',
        help: 'Connections to Postgres that a request holds.',
        ...to,
        collect() {
          this.set(inUse());
        },
      });
    },
  };
}

function ofLogins(to: Registers) {
  return {
    logins: new Counter({
      name: 'auth_logins_total',
      help: 'Tried log-ins by how they ended.',
      labelNames: ['outcome'] as const,
      ...to,
    }),
    lockouts: new Counter({
      name: 'auth_lockouts_total',
      help: 'Locks set on an address after too many failures.',
      ...to,
    }),
  };
}

function ofLimits(to: Registers) {
  return {
    rejections: new Counter({
      name: 'rate_limit_rejections_total',
      help: 'Requests refused with 429.',
      labelNames: ['limit'] as const,
      ...to,
    }),
    storeErrors: new Counter({
      name: 'rate_limit_store_errors_total',
      help: 'Requests that Redis could not count, so that this process did.',
      ...to,
    }),
  };
}

// Memory, lag and the rest of Node's own say something of one process alone.
function addNodes(register: Registry, member: OneOfSeveral | undefined): void {
  collectDefaultMetrics({ register, labels: member ? { process: String(member.n) } : {} });
  for (const name of MISNAMED) register.removeSingleMetric(name);
}
