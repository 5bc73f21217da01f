import type { Database } from '../../src/platform/postgres/database.js';
import { type Started, startBuilt } from './bench-app.js';
import { heldBy, postmasterOf, spentBy } from './bench-cpu.js';
import { type Asked, load } from './bench-load.js';
import { countingWay, type Trips } from './bench-trips.js';
import { ScriptFault } from './script.js';

/** What one thing cost over so many connections; times in milliseconds, each for one answer, memory in megabytes. */
export type Figures = {
  rate: number;
  p50: number;
  p99: number;
  appCpu: number;
  databaseCpu: number;
  bytes: number;
  memory: number;
  /** What was no 2xx or 3xx. */
  faults: string[];
};

/** Until what is compiled while it runs is compiled: so many answers, as long as they do not take too long. */
const WARM = { seconds: 1.5, answers: 2_000, longest: 12_000 };
/** So many over each connection at least, however slow they are. */
const LEAST = 4;
/** Asked by few, so that what happens to each of them once is over. */
const COUNTED = { people: 5, warm: 20, times: 20 };

/** Asks a server for about so many seconds. What its processes and all of Postgres's spend meanwhile is told for each answer. */
export async function measure(
  database: Database,
  { url, pid }: Started,
  asked: Asked,
  { connections, seconds }: { connections: number; seconds: number },
): Promise<Figures> {
  const postmaster = await postmasterOf(database);
  const warm = await warmed(url, asked, connections);
  const spent = () => Promise.all([spentBy(pid), spentBy(postmaster)]);
  const amount = amountFor(asked, connections, warm.rate * seconds);
  const [app, postgres] = await spent();
  const { all, rate, p50, p99, bytes, faults } = await load(url, asked, { connections, amount });
  const [appThen, postgresThen] = await spent();
  const memory = await heldBy(pid);
  return {
    rate,
    p50,
    p99,
    bytes,
    memory,
    faults: [...warm.faults, ...faults],
    appCpu: (appThen - app) / all,
    databaseCpu: (postgresThen - postgres) / all,
  };
}

/** What it answers a second once it is warm. */
async function warmed(url: string, asked: Asked, connections: number): Promise<{ rate: number; faults: string[] }> {
  const faults: string[] = [];
  let rate = 0;
  for (let end = Date.now() + WARM.longest, answered = 0; answered < WARM.answers && Date.now() < end; ) {
    const amount = amountFor(asked, connections, rate * WARM.seconds);
    const warm = await load(url, asked, { connections, amount });
    answered += warm.all;
    rate = warm.rate;
    faults.push(...warm.faults);
  }
  return { rate, faults };
}

// So many, not so long: nothing is given up at an end, whose cost would be nobody's. Where a form comes first, two are asked for one.
function amountFor({ counts }: Asked, connections: number, answers: number): number {
  return Math.max(connections * LEAST, Math.ceil(answers * (counts ? 2 : 1)));
}

/** How often each of these goes to Postgres and back, and how many statements it sends, on the way of one answer. */
export async function tripsOf(url: string, all: readonly Asked[]): Promise<Map<string, Trips & { bytes: number }>> {
  const way = await countingWay(url);
  const app = await startBuilt(way.url, {}, ['--no-worker']);
  const counted = new Map<string, Trips & { bytes: number }>();
  try {
    for (const asked of all) {
      const few = { ...asked, requests: asked.requests.slice(0, COUNTED.people * 2) };
      await load(app.url, few, { connections: 1, amount: COUNTED.warm });
      const before = way.counted();
      const { all: answers, bytes, faults } = await load(app.url, few, { connections: 1, amount: COUNTED.times });
      if (faults[0]) throw new ScriptFault(`${faults[0]}, before anything was timed.`);
      const after = way.counted();
      const each = (name: keyof Trips) => (after[name] - before[name]) / answers;
      counted.set(asked.name, { trips: each('trips'), statements: each('statements'), bytes });
    }
  } finally {
    await app.stop();
    way.close();
  }
  return counted;
}
