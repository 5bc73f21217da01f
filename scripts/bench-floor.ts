import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import type { Floor } from './support/bench-product.js';

/** Whose rows each connection answers with, and how many bytes each answer has. */
export type FloorOrder = {
  url: string;
  people: Person[];
  bytes: Record<Floor, number>;
  /** What the dashboard reads, as one statement. */
  dashboard: { text: string; values: unknown[] };
};
type Person = { id: string; record: string };

const LIST = `
  select i.id, i.name, i.brand, i.state, i.updated_at, i.currency, i.fair_market_value, i.cash_cost, i.net_proceeds, i.cash_profit,
    i.taxable_gain, i.company_id
  from inventory_items i where i.deleted_at is null and i.user_id = $1::uuid order by i.updated_at desc, i.id desc limit 26`;
const RECORD = `
  select i.*, c.name as company,
    (select json_agg(n) from (select id, body, created_at from notes where inventory_item_id = i.id order by created_at desc limit 20) n) as notes,
    (select json_agg(t) from (select id, title, due_on, done_at from tasks where inventory_item_id = i.id limit 20) t) as tasks,
    (select json_agg(h) from (select id, act, changes, at from history where inventory_item_id = i.id order by at desc limit 20) h) as history,
    (select json_agg(a) from (select id, name, size from attachments where inventory_item_id = i.id limit 20) a) as attachments
  from inventory_items i left join companies c on c.id = i.company_id where i.id = $2::uuid and i.user_id = $1::uuid`;

const order = JSON.parse(process.env['FLOOR'] ?? '') as FloorOrder;
const filler = Buffer.alloc(Math.max(...Object.values(order.bytes)), 'x');
const persons = new WeakMap<pg.ClientBase, Person>();
let connected = 0;
const pool = new pg.Pool({
  connectionString: order.url,
  application_name: 'bench floor',
  max: order.people.length,
  idleTimeoutMillis: 0,
  // The person is set once: what a transaction around each statement costs is no part of the floor.
  onConnect: async (client: pg.ClientBase) => {
    const person = order.people[connected++ % order.people.length] as Person;
    persons.set(client, person);
    await client.query(`set role mouse_app; set app.user_id = '${person.id}'`);
  },
} as pg.PoolConfig);

const answers: Record<string, (res: ServerResponse) => Promise<void> | void> = {
  '/list': rows('list', LIST, ({ id }) => [id]),
  '/record': rows('record', RECORD, ({ id, record }) => [id, record]),
  '/dashboard': rows('dashboard', order.dashboard.text, () => order.dashboard.values),
  '/health': rows('health', 'select 1', () => []),
  '/static': (res) => send(res, '', order.bytes.static),
};

const server = createServer((req, res) => {
  const answer = answers[req.url ?? ''];
  if (answer) void answer(res);
  else res.writeHead(404).end();
}).listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});

function rows(name: keyof FloorOrder['bytes'], text: string, values: (person: Person) => unknown[]) {
  return async (res: ServerResponse) => {
    const client = await pool.connect();
    const found = await client.query({ name, text, values: values(persons.get(client) as Person) });
    client.release();
    if (found.rows.length === 0) res.writeHead(500).end();
    else send(res, JSON.stringify(found.rows), order.bytes[name]);
  };
}

/** The rows as they are, filled up to as many bytes as the product's page has. */
function send(res: ServerResponse, text: string, bytes: number): void {
  const length = Math.max(Buffer.byteLength(text), bytes);
  res.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-length': length });
  res.write(text);
  res.end(filler.subarray(0, length - Buffer.byteLength(text)));
}
