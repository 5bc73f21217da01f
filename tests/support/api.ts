import { createHash, randomBytes } from 'node:crypto';
import request from 'supertest';
import { beforeAll, expect } from 'vitest';
import type { TestApp } from './app.js';
import { contractOf } from './contract.js';
import { insert } from './database.js';
import { PEOPLE, type PersonName } from './people.js';
import { patiently } from './visitor.js';

type Headers = Record<string, string>;
export type Program = Awaited<ReturnType<typeof program>>;
type Method = 'get' | 'post' | 'patch' | 'put' | 'delete';
let addresses = 0;
const contracts = new WeakMap<TestApp, ReturnType<typeof contractOf>>();

/** A program with a token of that person's; whatever it is answered is held against the description of the API. */
export async function program(app: TestApp, who: PersonName, scope: 'read' | 'write' = 'write') {
  const secret = `mdt_${randomBytes(32).toString('base64url')}`;
  await insert(app.db, 'api_tokens', {
    ...{ user_id: PEOPLE[who].id, name: `Of ${who}`, scope, hint: secret.slice(-4) },
    token_hash: createHash('sha256').update(secret).digest('base64url'),
    expires_at: new Date(Date.now() + 3_600_000),
  });
  addresses += 1;
  const from = `203.0.113.${addresses}`;
  const faultsOf = contracts.get(app) ?? contractOf(app);
  contracts.set(app, faultsOf);
  const ask = (method: Method, path: string, headers: Headers, sent?: unknown) =>
    request(app.app)
      [method](`/api/v1${path}`)
      .set({ Authorization: `Bearer ${secret}`, 'X-Forwarded-For': from, ...headers })
      .expect(({ status, headers, text = '' }) => {
        const faults = faultsOf({ method, path: `/v1${path}`, sent, status, headers, text });
        if (faults.length > 0) throw new Error(faults.join('\n'));
      });
  const send =
    (method: 'post' | 'patch' | 'put') =>
    (path: string, body?: object | string, headers: Headers = {}) => {
      const asked = ask(method, path, headers, typeof body === 'object' ? body : undefined);
      return body === undefined
        ? asked
        : asked.set('Content-Type', headers['Content-Type'] ?? 'application/json').send(body);
    };
  return {
    secret,
    get: (path: string, headers: Headers = {}) => ask('get', path, headers),
    delete: (path: string, headers: Headers = {}) => ask('delete', path, headers),
    post: send('post'),
    patch: send('patch'),
    put: send('put'),
  };
}

/** The program of a person for all tests of a file. */
export function useProgram(app: { readonly current: TestApp }, who: PersonName, scope?: 'read' | 'write'): Program {
  let made: Program;
  beforeAll(async () => {
    made = await program(app.current, who, scope);
  });
  return {
    get secret() {
      return made.secret;
    },
    get: (...asked) => made.get(...asked),
    delete: (...asked) => made.delete(...asked),
    post: (...sent) => made.post(...sent),
    patch: (...sent) => made.patch(...sent),
    put: (...sent) => made.put(...sent),
  };
}

/** The problem that was answered, held to its form. */
export function problemOf(answer: { status: number; headers: Headers; text: string }): Record<string, unknown> {
  if (answer.headers['content-type'] !== 'application/problem+json; charset=utf-8')
    throw new Error(`no problem but ${answer.status} ${answer.text.slice(0, 300)}`);
  return JSON.parse(answer.text);
}

/** What a problem says of each field: where, and the words. */
export function errorsOf(answer: Parameters<typeof problemOf>[0]): (string | undefined)[][] {
  const errors = (problemOf(answer).errors ?? []) as Record<string, string>[];
  return errors.map((it) => [it.pointer ?? it.parameter, it.detail]);
}

/** Makes a record as a program does, and answers it. */
export async function created(by: Program, path: string, body: object) {
  const answer = await patiently(async () => by.post(path, body));
  expect([answer.status, answer.text.slice(0, 500)]).toEqual([201, expect.anything()]);
  return answer.body;
}
