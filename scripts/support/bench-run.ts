import type { Database } from '../../src/platform/postgres/database.js';
import { type Started, startBuilt, startFloor } from './bench-app.js';
import { dashboardStatement } from './bench-floor-dashboard.js';
import { heldOverTime } from './bench-long.js';
import { type Figures, measure, tripsOf } from './bench-measure.js';
import { logInAll, type Person } from './bench-people.js';
import { CREATED, type Floor, type Measured } from './bench-product.js';
import { head, type Line, printed } from './bench-report.js';
import type { Trips } from './bench-trips.js';
import { log } from './script.js';

/** `long`: so many requests more at the end, for what memory does. */
export type Settings = { connections: number[]; processes: number[]; seconds: number; long?: number | undefined };

/** As many as the app has connections to its database. */
const FLOOR_PEOPLE = 10;
/** About what the floor's own head takes of an answer. */
const HEAD_BYTES = 200;
const WHY = 'what the bench created goes';

/** Measures what is chosen over each number of connections with each number of processes, and prints each line of the table. */
export async function measureAll(
  database: Database,
  url: string,
  { connections, processes, seconds, long }: Settings,
  measuredBy: (people: Person[]) => Promise<Measured[]>,
): Promise<Line[]> {
  const lines: Line[] = [];
  const tell = (line: Line) => {
    lines.push(line);
    process.stdout.write(`${printed(line)}\n`);
  };
  let ready: Awaited<ReturnType<typeof prepare>> | undefined;
  const floors = new Map<string, Figures>();
  try {
    for (const each of processes) {
      const app = await startBuilt(url, { WEB_CONCURRENCY: String(each) }, ['--no-worker']);
      try {
        log.info(
          `${each} of ${processes.join(', ')} processes: the first answer came after ${app.startMs.toFixed(0)} ms`,
        );
        ready ??= await prepare(database, url, app, measuredBy);
        process.stdout.write(`${head()}\n`);
        for (const asked of ready.measured) {
          for (const over of connections) {
            const how = { connections: over, seconds };
            const key = `${asked.floor} ${over}`;
            if (asked.floor && ready.floor && !floors.has(key))
              floors.set(key, await measure(database, ready.floor, floorAsked(asked.floor), how));
            const figures = await measure(database, app, asked, how);
            const line = { name: asked.name, connections: over, processes: each, ...figures };
            tell({ ...line, ...ready.trips.get(asked.name), bytes: figures.bytes, floor: floors.get(key) });
          }
        }
        if (long) {
          const held = await heldOverTime(app, ready.measured, long);
          process.stdout.write(
            `MB held, each ${long / held.length} requests: ${held.map((it) => it.toFixed(0)).join(', ')}\n`,
          );
        }
      } finally {
        await app.stop();
      }
    }
  } finally {
    await ready?.floor?.stop();
    await database.asSystem(WHY, (tx) => tx.$executeRaw`delete from inventory_items where name = ${CREATED}`, 60_000);
  }
  return lines;
}

async function prepare(
  database: Database,
  url: string,
  app: Started,
  measuredBy: (people: Person[]) => Promise<Measured[]>,
) {
  const people = await logInAll(database, app.url);
  const measured = await measuredBy(people);
  const trips = await tripsOf(url, measured);
  const floor = measured.some((it) => it.floor) ? await floorFor(url, people, trips) : undefined;
  return { measured, trips, floor };
}

async function floorFor(
  url: string,
  people: Person[],
  trips: Map<string, Trips & { bytes: number }>,
): Promise<Started> {
  const bytes = (name: string) => Math.max(0, Math.round((trips.get(name)?.bytes ?? 0) - HEAD_BYTES));
  const some = people.slice(0, FLOOR_PEOPLE);
  const records = await Promise.all(some.map(({ client }) => client.first('/inventory')));
  return startFloor({
    url,
    dashboard: await dashboardStatement(),
    people: some.map(({ id }, n) => ({ id, record: records[n]?.split('/').at(-1) ?? '' })),
    bytes: {
      list: bytes('list'),
      record: bytes('item'),
      dashboard: bytes('dashboard'),
      health: 0,
      static: bytes('static'),
    },
  });
}

function floorAsked(floor: Floor) {
  return { name: `the floor of ${floor}`, requests: [{ path: `/${floor}` }] };
}
