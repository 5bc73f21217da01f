import { type Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { ScriptFault } from './script.js';

/** How long each took in milliseconds, their median and 95th percentile, and the size of one. */
type Times = { taken: number[]; median: number; p95: number; bytes: number };
type Answer = { status: number; headers: NodeJS.Dict<string | string[]>; body: string };

/** What cannot be answered so often in turn never will be. */
const PATIENCE = 5;
const FEED = /feed\.ics\?key=([\w-]+)/;

/** A browser that measures: one connection, one session, one request after the other. */
export class Client {
  private readonly cookies = new Map<string, string>();

  /** `from`: the address of the client, as a proxy in front would hand it on. */
  constructor(
    private readonly base: string,
    private readonly agent: Agent,
    private readonly from = '',
  ) {}

  /** What it sends with each request. */
  get headers(): { accept: string; cookie: string; 'x-forwarded-for'?: string } {
    const cookie = [...this.cookies.values()].join('; ');
    return { accept: 'text/html', cookie, ...(this.from && { 'x-forwarded-for': this.from }) };
  }

  /** A page, as text. */
  async read(path: string): Promise<string> {
    const { status, body } = await this.ask('GET', path);
    if (status !== 200) throw new ScriptFault(`${path} answered ${status}.`);
    return body;
  }

  /** The token that the forms of a page carry. */
  async token(path: string): Promise<string> {
    return /name="csrf_token" value="([^"]+)"/.exec(await this.read(path))?.[1] ?? '';
  }

  /** Logs in through the login page, as a person does. */
  async logIn(email: string, password: string): Promise<void> {
    const answer = await this.post('/auth/login', '/auth/login', { email, password });
    if (answer.status !== 303) throw new ScriptFault(`Logging in answered ${answer.status}.`);
  }

  /** The address of one's calendar feed, made anew. */
  async feed(): Promise<string> {
    const page = '/account/calendar-feed';
    let { body } = await this.post(page, page, {});
    if (!FEED.test(body)) ({ body } = await this.post(page, `${page}/address`, {}));
    const key = FEED.exec(body)?.[1];
    if (!key) throw new ScriptFault('The feed tells no address.');
    return `/calendar/feed.ics?key=${key}`;
  }

  /** The address of the nth page of a list, walked to by its own links. */
  async page(path: string, number: number): Promise<string> {
    let at = path;
    for (let n = 1; n < number; n += 1) {
      const next = /rel="next" href="([^"]+)"/.exec((await this.ask('GET', at)).body)?.[1];
      if (!next) throw new ScriptFault(`The list has no page ${n + 1}.`);
      at = next.replaceAll('&amp;', '&');
    }
    return at;
  }

  /** The address of the first record of a list. */
  async first(list: string): Promise<string> {
    const { body } = await this.ask('GET', list);
    const [path] = list.split('?');
    const found = new RegExp(`href="(${path}/[0-9a-f-]{36})`).exec(body)?.[1];
    if (!found) throw new ScriptFault(`${list} shows no record.`);
    return found;
  }

  /** Asks for a page, or as that frame for its part, so many times. */
  async times(path: string, times: number, frame?: string): Promise<Times> {
    const taken: number[] = [];
    let bytes = 0;
    for (let n = 0; n < times; n += 1) {
      const { status, body, ms } = await this.ask('GET', path, undefined, frame);
      if (status !== 200) throw new ScriptFault(`${path} answered ${status}.`);
      taken.push(ms);
      bytes = Buffer.byteLength(body);
    }
    const inOrder = taken.toSorted((a, b) => a - b);
    const at = (share: number) => inOrder[Math.floor(taken.length * share)] ?? Number.NaN;
    return { taken, median: at(0.5), p95: at(0.95), bytes };
  }

  /** A page as it is now. */
  get(path: string): Promise<Answer> {
    return this.ask('GET', path);
  }

  /** Sends the form of a page with a file, as a browser does. */
  async sendFile(page: string, fields: Record<string, string>, name: string, bytes: Buffer): Promise<Answer> {
    const csrf_token = await this.token(page);
    const edge = 'edge-of-the-bench';
    const parts = Object.entries({ csrf_token, ...fields }).map(
      ([field, value]) => `--${edge}\r\ncontent-disposition: form-data; name="${field}"\r\n\r\n${value}\r\n`,
    );
    const file = `--${edge}\r\ncontent-disposition: form-data; name="files"; filename="${name}"\r\ncontent-type: text/csv\r\n\r\n`;
    const sent = Buffer.concat([Buffer.from(parts.join('') + file), bytes, Buffer.from(`\r\n--${edge}--\r\n`)]);
    return this.ask('POST', page, sent, undefined, `multipart/form-data; boundary=${edge}`);
  }

  /** Sends the form of a page. */
  async post(page: string, path: string, fields: Record<string, string>): Promise<Answer> {
    const csrf_token = await this.token(page);
    return this.ask('POST', path, new URLSearchParams({ csrf_token, ...fields }).toString());
  }

  /** Asks, and when it has asked too much, or the server has too much to do, waits as long as it is told; the last try alone is measured. */
  private async ask(
    method: string,
    path: string,
    body?: string | Buffer,
    frame?: string,
    kind?: string,
  ): Promise<Answer & { ms: number }> {
    for (let refused = 0; ; ) {
      const began = performance.now();
      const answer = await this.send(method, path, body, frame, kind);
      if (answer.status === 503) refused += 1;
      const isPassing = answer.status === 429 || (answer.status === 503 && refused < PATIENCE);
      if (!isPassing) return { ...answer, ms: performance.now() - began };
      await pause(Number(answer.headers['retry-after']) * 1000);
    }
  }

  private send(
    method: string,
    path: string,
    body?: string | Buffer,
    frame?: string,
    kind = 'application/x-www-form-urlencoded',
  ): Promise<Answer> {
    const headers = {
      ...this.headers,
      ...(frame ? { 'turbo-frame': frame } : {}),
      ...(body === undefined ? {} : { 'content-type': kind, 'content-length': Buffer.byteLength(body) }),
    };
    return new Promise((resolve, reject) => {
      const sent = request(new URL(path, this.base), { method, agent: this.agent, headers }, (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (part: string) => {
          text += part;
        });
        answer.on('error', reject);
        answer.on('end', () => {
          this.keep(answer.headers['set-cookie']);
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text });
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }

  private keep(cookies: string[] | undefined): void {
    for (const [pair = ''] of (cookies ?? []).map((it) => it.split(';')))
      this.cookies.set(pair.split('=')[0] ?? '', pair);
  }
}
