import { isIP } from 'node:net';
import type { Request, RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import type { Metrics } from '../../platform/metrics.js';
import type { Redis } from '../../platform/redis.js';
import { sendProblem } from '../api/problem.js';
import { errorPage } from '../errors/page.js';
import { LimitStore } from '../limit-store.js';

type Limit = {
  /** Names its counters in Redis and in the metrics. */
  name: string;
  times: number;
  per: 'minute' | 'hour';
  /** What is limited, for the page: "Login attempts". */
  what: string;
  key?: (req: Request) => string;
  /** Which answers count; all where it is not stated. */
  counts?: (status: number) => boolean;
  /** Programs ask, and read problem details. */
  ofApi?: true;
};

const SECONDS = { minute: 60, hour: 3600 };

/** The limits of the product, shared through Redis where there is one; beyond, 429 and a page that says when to try again. */
export function createLimits(redis: Redis | undefined, metrics: Metrics) {
  const limit = (it: Limit) => limiter(it, redis, metrics);
  return {
    login: limit({ name: 'login', times: 5, per: 'minute', what: 'Login attempts' }),
    password: limit({ name: 'password', times: 20, per: 'minute', what: 'Tries of a password' }),
    second_factor: limit({ name: 'second_factor', times: 20, per: 'minute', what: 'Codes and passkeys' }),
    // A form that was refused and comes back to be mended counts as no try.
    register: limit({
      name: 'register',
      times: 3,
      per: 'hour',
      what: 'Requests for an account',
      counts: (it) => it < 400,
    }),
    setup: limit({ name: 'setup', times: 20, per: 'minute', what: 'Tries at the setup link' }),
    account_mail: limit({ name: 'account_mail', times: 5, per: 'hour', what: 'Mails with a link' }),
    address: limit({ name: 'address', times: 5, per: 'hour', what: 'Changes of an address', counts: (it) => it < 400 }),
    reset: limit({ name: 'reset', times: 20, per: 'minute', what: 'Tries at a link of a mail' }),
    /** What no token let into the API, by client. */
    api_refused: limit({
      name: 'api_refused',
      times: 30,
      per: 'minute',
      what: 'Requests without a token',
      ofApi: true,
    }),
    /** What one token asks of the API. */
    api: limit({ name: 'api', times: 600, per: 'minute', what: 'Requests of a token', key: tokenOf, ofApi: true }),
    /** Of whoever is signed in, wherever they are; of a client otherwise. */
    pages: limit({ name: 'pages', times: 1200, per: 'minute', what: 'Pages', key: personOrClient }),
  };
}

function limiter(it: Limit, redis: Redis | undefined, metrics: Metrics): RequestHandler {
  metrics.rejections.inc({ limit: it.name }, 0);
  return rateLimit({
    identifier: it.name,
    windowMs: SECONDS[it.per] * 1000,
    limit: it.times,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // Not skipFailedRequests: that forgets whoever leaves before the answer too, and what they sent is carried out all the same.
    skipSuccessfulRequests: it.counts !== undefined,
    requestWasSuccessful: (_req, res) => !it.counts?.(res.statusCode),
    store: new LimitStore(`mouse-domination:limit:${it.name}:`, redis, () => metrics.storeErrors.inc()),
    keyGenerator: it.key ?? client,
    handler: (req, res) => {
      metrics.rejections.inc({ limit: it.name });
      const seconds = Number(res.getHeader('Retry-After') ?? SECONDS[it.per]);
      const problem = {
        status: 429,
        heading: 'Too many tries',
        what: `${it.what} are limited to ${it.times.toLocaleString('en')} ${it.per === 'hour' ? 'an hour' : 'a minute'}.`,
        todo: `Try again in ${inWords(seconds)}.`,
      };
      if (it.ofApi)
        sendProblem(res, { status: 429, title: problem.heading, detail: `${problem.what} ${problem.todo}` });
      else res.send(errorPage(problem, req, res));
    },
  });
}

// An IPv6 client is its /64: that is what one connection at home is given. What a proxy hands on need not be an address;
// then all of that proxy's clients are one.
function client(req: Request): string {
  const address = [req.ip, req.socket.remoteAddress].find((it) => it && isIP(it)) ?? '';
  return ipKeyGenerator(address, 64);
}

function tokenOf(req: Request): string {
  return req.caller?.token.id ?? client(req);
}

function personOrClient(req: Request): string {
  return req.person?.id ?? client(req);
}

function inWords(seconds: number): string {
  if (seconds > 90) return `${Math.ceil(seconds / 60)} minutes`;
  if (seconds > 50) return 'a minute';
  return seconds === 1 ? '1 second' : `${seconds} seconds`;
}
