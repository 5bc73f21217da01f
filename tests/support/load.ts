import { once } from 'node:events';
import { Agent, type ClientRequest, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { inject } from 'vitest';
import { itemForm } from './item-form.js';
import { PASSWORD } from './people.js';
import { patiently } from './visitor.js';

type Rows = <T>(text: string, values?: unknown[]) => Promise<T[]>;
export type Answer = { status: number; headers: IncomingHttpHeaders; text: string; ms: number };
type Form = Record<string, string>;

const REST_MS = 20;

/** Adds people who may log in; answers their addresses. */
export async function addPeople(rows: Rows, count: number, name = 'person'): Promise<string[]> {
  const added = await rows<{ email: string }>(
    `insert into users (id, email, name, is_approved, password_hash)
     select gen_random_uuid(), $3 || n || '@park.example', $3 || ' ' || n, true, $2 from generate_series(1, $1) n
     returning email`,
    [count, inject('passwordHash'), name],
  );
  return added.map(({ email }) => email);
}

/** People who have logged in, each on connections of their own. */
export async function peopleAtWork(url: string, rows: Rows, count: number): Promise<Worker[]> {
  const workers: Worker[] = [];
  // One after the other: a hash takes all cores.
  for (const email of await addPeople(rows, count)) {
    const worker = new Worker(url);
    await worker.logIn(email);
    workers.push(worker);
  }
  return workers;
}

/** Someone at work whose requests share keep-alive connections, as a browser's or a proxy's do; a socket that fails rejects. */
export class Worker {
  private static count = 0;
  private readonly agent = new Agent({ keepAlive: true });
  private readonly address = `192.0.2.${++Worker.count}`;
  private readonly cookies = new Map<string, string>();
  private token = '';

  constructor(private readonly url: string) {}

  get(path: string): Promise<Answer> {
    const asked = this.open('GET', path);
    asked.end();
    return this.answerTo(asked);
  }

  post(path: string, form: Form): Promise<Answer> {
    const asked = this.open('POST', path);
    asked.end(this.body(form));
    return this.answerTo(asked);
  }

  /** Sends half a form and resolves once the server has it in hand, with what sends the rest. */
  async begin(path: string, form: Form): Promise<() => Promise<Answer>> {
    const body = this.body(form);
    const asked = this.open('POST', path, { Expect: '100-continue', 'Content-Length': body.length });
    const answer = this.answerTo(asked);
    asked.write(body.slice(0, 40));
    await Promise.race([once(asked, 'continue'), answer]);
    return () => {
      asked.end(body.slice(40));
      return answer;
    };
  }

  /** Sends the form of a new item. */
  create(name: string, submissionId = uuidv7()): Promise<Answer> {
    return this.post('/inventory', newItem(name, submissionId));
  }

  async logIn(email: string): Promise<void> {
    await patiently(() => this.get('/auth/login'));
    const login = await patiently(() => this.post('/auth/login', { email, password: PASSWORD }));
    if (login.status !== 303) throw new Error(`${email} could not log in: ${login.status}`);
    // Without its token the first form would be led away.
    const form = await patiently(() => this.get('/inventory/new'));
    if (form.status !== 200) throw new Error(`${email} was let in but shown no form: ${form.status}`);
  }

  close(): void {
    this.agent.destroy();
  }

  private open(method: string, path: string, headers: OutgoingHttpHeaders = {}): ClientRequest {
    return request(`${this.url}${path}`, {
      method,
      agent: this.agent,
      headers: {
        Accept: 'text/html',
        Cookie: [...this.cookies.values()].join('; '),
        'X-Forwarded-For': this.address,
        ...(method === 'POST' && { 'Content-Type': 'application/x-www-form-urlencoded' }),
        ...headers,
      },
    });
  }

  private body(form: Form): string {
    return new URLSearchParams({ csrf_token: this.token, ...form }).toString();
  }

  private async answerTo(asked: ClientRequest): Promise<Answer> {
    const started = Date.now();
    const [response] = await once(asked, 'response');
    const { statusCode: status, headers } = response;
    let text = '';
    for await (const part of response.setEncoding('utf8')) text += part;
    for (const [pair = ''] of (headers['set-cookie'] ?? []).map((it: string) => it.split(';')))
      this.cookies.set(pair.split('=')[0] ?? '', pair);
    this.token = /name="csrf_token" value="([^"]*)"/.exec(text)?.[1] ?? this.token;
    return { status, headers, text, ms: Date.now() - started };
  }
}

/** A new item's form with all that must be there. */
export function newItem(name: string, submissionId = uuidv7()): Form {
  return itemForm({ name, brand: 'Tern & Tide', submission_id: submissionId }) as Form;
}

/** Does the work again and again, a short rest between, until `stop`, which waits for the turn in hand and throws what failed, as `check` does at once. */
export function keepDoing(work: () => Promise<unknown>): { check(): void; stop(): Promise<void> } {
  let going = true;
  let fault: Error | undefined;
  const ended = (async () => {
    while (going) {
      await work();
      await pause(REST_MS);
    }
  })();
  ended.catch((error: Error) => (fault = error));
  return {
    check() {
      if (fault) throw fault;
    },
    stop() {
      going = false;
      return ended;
    },
  };
}

/** How many there are of each. */
export function tally(values: (string | number)[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}

/** What is not whole: items and companies whose history does not tell of each of their versions once, history without its record. */
export function halfRecords(rows: Rows): Promise<{ what: string }[]> {
  const told = (act: string, column: string) =>
    `(select count(*) from history h where h.${column} = it.id and h.act = '${act}')`;
  return rows(`
    select 'item ' || it.name as what from inventory_items it
    where ${told('created', 'inventory_item_id')} <> 1 or ${told('changed', 'inventory_item_id')} <> it.version - 1
    union all
    select 'company ' || it.name from companies it where ${told('created', 'company_id')} <> 1
    union all
    select 'history ' || h.id from history h
    where not exists (select from inventory_items i where i.id = h.inventory_item_id)
      and not exists (select from companies c where c.id = h.company_id)`);
}

/** Holds all items, so that whoever reads or writes one waits; `url` is a superuser's. */
export async function lockItems(url: string): Promise<{ release(): Promise<void> }> {
  const client = new pg.Client(url);
  // Some tests take its server away.
  client.on('error', () => undefined);
  await client.connect();
  await client.query('begin; lock table inventory_items');
  return { release: () => client.end() };
}

/** How many wait for a lock in that database. */
export async function waitingForLocks(rows: Rows): Promise<number> {
  const [row] = await rows<{ n: number }>(
    `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return row?.n ?? 0;
}
