import { once } from 'node:events';
import autocannon, { type Instance, type Request } from 'autocannon';

export type { Request } from 'autocannon';

/** What is asked, in turns; `counts`: the status of those whose time is told, where every other request only leads to one. */
export type Asked = { name: string; requests: Request[]; counts?: number };
/** What came of it: answers a second, how long they took in milliseconds, how many bytes one had; what was no 2xx or 3xx is in `all` alone. */
type Answered = { all: number; rate: number; p50: number; p99: number; bytes: number; faults: string[] };

const SAMPLE_MS = 100;
const PATIENCE_S = 60;

/** Asks over so many connections at once, so many times in all. */
export async function load(
  base: string,
  { name, requests, counts }: Asked,
  { connections, amount }: { connections: number; amount: number },
): Promise<Answered> {
  let place = 0;
  const running = autocannon({
    url: base,
    connections,
    amount,
    timeout: PATIENCE_S,
    sampleInt: SAMPLE_MS,
    skipAggregateResult: true,
    // Only here are requests given, for the client copies its settings for every connection.
    setupClient: (client) => client.setRequests(turned(requests, place++)),
  } as autocannon.Options) as unknown as Instance;
  const seen = watch(running, name);
  const began = performance.now();
  await once(running, 'done');
  const faults = [...seen.faults].map(([what, n]) => `${what}, ${n} times over ${connections} connections`);
  const good = seen.answers.filter(({ status }) => (counts ? status === counts : status < 400));
  const times = good.map(({ ms }) => ms).sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
  const bytes = good.reduce((sum, it) => sum + it.bytes, 0) / Math.max(1, good.length);
  return {
    all: counts ? good.length : seen.answers.length,
    rate: (good.length * 1000) / (seen.last - began),
    p50: at(0.5),
    p99: at(0.99),
    bytes,
    faults,
  };
}

function watch(running: Instance, name: string) {
  const seen = {
    answers: [] as { status: number; bytes: number; ms: number }[],
    faults: new Map<string, number>(),
    last: 0,
  };
  const fault = (what: string) => seen.faults.set(what, (seen.faults.get(what) ?? 0) + 1);
  running.on('response', (_client, status, bytes, ms) => {
    seen.last = performance.now();
    seen.answers.push({ status, bytes, ms });
    if (status < 200 || status > 399) fault(`${name} answered ${status}`);
  });
  running.on('reqError', (error: Error) => fault(`${name} was not answered: ${error.message}`));
  return seen;
}

// Each connection begins at another person; an even step, since a form is asked for before it is sent.
function turned(requests: Request[], place: number): Request[] {
  const from = (place * 8) % requests.length;
  return [...requests.slice(from), ...requests.slice(0, from)].map((it) => ({ ...it }));
}
