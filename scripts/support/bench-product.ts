import { randomInt } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { v7 as uuidv7 } from 'uuid';
import { PASSWORD } from './bench-database.js';
import type { Asked, Request } from './bench-load.js';
import type { Person } from './bench-people.js';
import { type View, walked } from './bench-views.js';

/** What is measured; `floor`: which answer of the floor it is held against. */
export type Measured = Asked & { floor?: Floor | undefined };
export type Floor = 'list' | 'record' | 'dashboard' | 'health' | 'static';
type Asking = (people: Person[]) => Promise<Omit<Asked, 'name'>>;

/** Whoever creates something of the bench calls it so; all of it goes when the bench is through. */
export const CREATED = 'Measured backpack of the bench';
const HEAD = { 'content-type': 'application/x-www-form-urlencoded' };

const PRODUCT: Readonly<Record<string, { floor?: Floor; asked: Asking }>> = {
  list: { floor: 'list', asked: pages('/inventory') },
  'list-400': { asked: pages(walked('/inventory', 400)) },
  'list-searched': { asked: pages('/inventory?state=listed&state=sold&q=trail') },
  dashboard: { floor: 'dashboard', asked: pages('/') },
  board: { asked: pages('/pipeline') },
  calendar: { asked: pages('/calendar?month=2026-10') },
  item: { floor: 'record', asked: pages((client) => client.first('/inventory')) },
  company: { asked: pages((client) => client.first('/companies')) },
  contact: { asked: pages((client) => client.first('/contacts')) },
  deal: { asked: pages((client) => client.first('/pipeline?layout=list&standing=open')) },
  collab: { asked: pages((client) => client.first('/collabs?state=completed')) },
  month: { asked: pages((client) => client.first('/affiliates')) },
  episode: { asked: pages((client) => client.first('/guide')) },
  'api-list': {
    asked: each((person) => ({
      path: '/api/v1/inventory',
      headers: { ...from(person), accept: 'application/json', authorization: `Bearer ${person.token}` },
    })),
  },
  health: { floor: 'health', asked: each((person) => ({ path: '/health', headers: from(person) })) },
  static: { floor: 'static', asked: each((person) => ({ path: styles(), headers: from(person) })) },
  create: { asked: each(creating) },
  login: { asked: async (people) => ({ requests: people.flatMap(loggingIn), counts: 303 }) },
};

/** What can be measured by its name. */
export const NAMES = Object.keys(PRODUCT);

/** What is asked of the product, each by all of these people in turns. */
export function measuredOf(names: readonly string[], people: Person[]): Promise<Measured[]> {
  const chosen = Object.entries(PRODUCT).filter(([name]) => names.includes(name));
  return Promise.all(chosen.map(async ([name, { floor, asked }]) => ({ name, floor, ...(await asked(people)) })));
}

/** A page as all of these people ask for it. */
export async function viewOf([name, path, frame]: View, people: Person[]): Promise<Measured> {
  return { name, ...(await pages(path, frame)(people)) };
}

function pages(path: View[1], frame?: string): Asking {
  return each(async ({ client }) => ({
    path: typeof path === 'string' ? path : await path(client),
    headers: { ...client.headers, ...(frame && { 'turbo-frame': frame }) },
  }));
}

function each(request: (person: Person) => Request | Promise<Request>): Asking {
  return async (people) => ({ requests: await Promise.all(people.map(request)) });
}

function from({ client }: Person): Record<string, string> {
  return { 'x-forwarded-for': client.headers['x-forwarded-for'] ?? '' };
}

function styles(): string {
  return `/build/${readdirSync('public/build').find((name) => /^app-.*\.css$/.test(name))}`;
}

async function creating({ client }: Person): Promise<Request> {
  const csrf_token = await client.token('/inventory/new');
  const fields = { name: CREATED, quantity: '1', condition: 'new', source: 'review_unit', currency: 'USD' };
  const stands = { review_state: 'not_started', state: 'received', received_on: '2026-09-11' };
  return {
    method: 'POST',
    path: '/inventory',
    headers: { ...client.headers, ...HEAD },
    setupRequest: (request) => ({
      ...request,
      body: new URLSearchParams({ csrf_token, ...fields, ...stands, submission_id: uuidv7() }).toString(),
    }),
  };
}

/** The form, and what is typed into it: a new visitor each time, from an address of their own. */
function loggingIn({ email }: Person): Request[] {
  const path = '/auth/login';
  type Visitor = { from: string; cookie: string; csrf_token: string };
  const headersOf = ({ from, cookie }: Visitor) => ({ accept: 'text/html', 'x-forwarded-for': from, cookie });
  return [
    {
      path,
      setupRequest: (request, visitor) => {
        Object.assign(visitor, { from: `10.${[0, 0, 0].map(() => randomInt(1, 255)).join('.')}`, cookie: '' });
        return { ...request, headers: headersOf(visitor as Visitor) };
      },
      onResponse: (_status, body, visitor, headers) => {
        const [cookie] = String(headers?.['Set-Cookie']).split(';');
        Object.assign(visitor, { cookie, csrf_token: /name="csrf_token" value="([^"]+)"/.exec(body)?.[1] });
      },
    },
    {
      method: 'POST',
      path,
      setupRequest: (request, visitor) => {
        const { csrf_token } = visitor as Visitor;
        const body = new URLSearchParams({ csrf_token, email, password: PASSWORD }).toString();
        return { ...request, headers: { ...headersOf(visitor as Visitor), ...HEAD }, body };
      },
    },
  ];
}
