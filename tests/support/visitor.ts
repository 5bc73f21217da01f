import type { Express } from 'express';
import request from 'supertest';
import { noteSecrets } from './logs.js';

/** What is typed into these is in no log. */
const SECRET_FIELDS = ['password', 'new_password', 'confirm_password', 'current_password', 'code', 'token'];

export type Fields = Record<string, string | string[]>;

let addresses = 0;

/** Someone at a browser without JavaScript: keeps cookies, reads the tokens of the page it saw last, sends forms. */
export class Visitor {
  readonly agent;
  private tokens: Fields = {};

  constructor(
    app: Express | string,
    readonly clientAddress = nextAddress(),
  ) {
    this.agent = request.agent(app).set('X-Forwarded-For', clientAddress);
  }

  async get(path: string, headers: Record<string, string> = {}) {
    const answer = await this.agent.get(path).set({ Accept: 'text/html', ...headers });
    this.read(answer.text);
    return answer;
  }

  /** Goes to a page, and on to where that leads. */
  async open(path: string) {
    const answer = await this.get(path);
    const to = answer.headers['location'];
    return answer.status === 303 && to ? this.get(to) : answer;
  }

  /** Sends a form as a browser would, with the tokens of the page seen last. */
  async post(path: string, fields: Fields = {}) {
    noteSecrets(SECRET_FIELDS.flatMap((name) => fields[name]));
    const answer = await this.agent
      .post(path)
      .set('Accept', 'text/html')
      .type('form')
      .send(encode({ ...this.tokens, ...fields }));
    this.read(answer.text);
    return answer;
  }

  /** Sends a form and follows where it leads. */
  async postAndFollow(path: string, fields: Fields = {}) {
    const answer = await this.post(path, fields);
    if (answer.status !== 303)
      throw new Error(`POST ${path} answered ${answer.status}: ${textOf(answer.text).slice(0, 600)}`);
    return this.open(answer.headers['location'] ?? '/');
  }

  async logIn(email: string, password: string) {
    await this.get('/auth/login');
    return this.post('/auth/login', { email, password });
  }

  /** The tokens of the page seen last, for forms that are sent in a way of their own. */
  get formTokens(): Fields {
    return this.tokens;
  }

  private read(html: string | undefined): void {
    for (const name of ['csrf_token', 'form_page']) {
      const value = new RegExp(`name="${name}" value="([^"]*)"`).exec(html ?? '')?.[1];
      if (value) this.tokens = { ...this.tokens, [name]: value };
    }
  }
}

/** On a busy machine a page may be too slow for its limit, which is told as 503: asked again, it comes. */
export async function patiently<T extends { status: number }>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    const answer = await ask();
    if (answer.status !== 503 || tries === 10) return answer;
  }
}

/** The words of a page, tags gone and spaces folded: what a person reads. */
export function textOf(html: string): string {
  return html
    .replace(/<(script|style|svg)[\s\S]*?<\/\1>/g, ' ')
    .replaceAll('<wbr>', '')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replace(/\s+/g, ' ');
}

function encode(fields: Fields): string {
  const pairs = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) for (const it of [value].flat()) pairs.append(name, it);
  return pairs.toString();
}

// Each visitor comes from an address of its own, so that the limit per client is met only where a test means it.
function nextAddress(): string {
  addresses += 1;
  return `198.51.${Math.floor(addresses / 250) % 250}.${(addresses % 250) + 1}`;
}
