import type { Form } from './form.js';
import type { Flash } from './person.js';

export type Reply =
  | { kind: 'page'; template: string; context: object; status: number; keeps?: true }
  | { kind: 'redirect'; to: string; flash?: Flash | undefined; after?: () => Promise<void>; again?: true }
  | { kind: 'file'; name: string; type: string; body: AsyncIterable<string | Buffer>; limitMs?: number | undefined }
  | { kind: 'stored'; file: Stored }
  | { kind: 'json'; body: unknown; status: number }
  | { kind: 'text'; body: string; status: number; type: string; etag?: string };

/** Answers with a page, 200 unless told otherwise. */
export function page(template: string, context: object = {}, status = 200): Reply {
  return { kind: 'page', template, context, status };
}

/** Answers a bad form: 422, the same page, what was typed, the messages beside the fields. */
export function invalid(template: string, context: object & { form: Form }): Reply {
  return { kind: 'page', template, context, status: 422 };
}

/** Answers with a page of several forms, some of them bad: 422, and what the others wrote stays, though a bad form alone writes nothing. */
export function partlyInvalid(template: string, context: object): Reply {
  return { kind: 'page', template, context, status: 422, keeps: true };
}

/** Sends the person to a local path with 303; anything that is not one leads to the dashboard. */
export function redirect(to: string, flash?: Flash | string): Reply {
  return { kind: 'redirect', to: localPath(to) ?? '/', flash: typeof flash === 'string' ? { text: flash } : flash };
}

/** Sends the form that has just come on to another local path, which is sent it whole. */
export function sendOn(to: string): Reply {
  return { kind: 'redirect', to: localPath(to) ?? '/', again: true };
}

/** The same reply, and what is done once its change is committed: for what is owed anyway, so that a fault of it is nobody's. */
export function afterwards(reply: Reply, after: () => Promise<void>): Reply {
  return reply.kind === 'redirect' ? { ...reply, after } : reply;
}

/** Answers with a download, sent as it is made; `limitMs`: how long that may take, where no connection to the database waits for it. */
export function file(name: string, type: string, body: AsyncIterable<string | Buffer>, limitMs?: number): Reply {
  return { kind: 'file', name, type, body, limitMs };
}

/** Bytes that somebody sent: their browser's name for them, a type of ours, and how to read them once that is needed. */
export type Stored = {
  name: string;
  type: string;
  /** What tells these bytes from others; a browser that has them is sent nothing. */
  etag: string;
  /** Shown in the page, and kept by the browser for an hour: for pictures that we made ourselves. Else saved. */
  inline?: boolean;
  read(): Promise<{ size: number; body: AsyncIterable<Buffer> }>;
};

/** Answers with a stored file, under headers that let a browser save it or show it, and never run it. */
export function stored(file: Stored): Reply {
  return { kind: 'stored', file };
}

/** Answers with JSON: for the product's own browser code and for probes. */
export function json(body: unknown, status = 200): Reply {
  return { kind: 'json', body, status };
}

/** Answers with plain text, or a text of another type. */
export function plainText(body: string, status = 200, type = 'text/plain'): Reply {
  return { kind: 'text', body, status, type };
}

/** Answers with a text that is asked for again and again: who has the one of that tag is told so, and sent nothing. */
export function tagged(etag: string, body: string | null, type: string): Reply {
  return { kind: 'text', body: body ?? '', status: body === null ? 304 : 200, type, etag };
}

/**
 * The path and query of an address within this product, or undefined. Browsers read `\` as `/` and drop tabs and newlines,
 * so the address is parsed as they do it and must stay on the host it was given.
 */
export function localPath(address: unknown): string | undefined {
  if (typeof address !== 'string' || !address.startsWith('/')) return undefined;
  const base = 'http://local.invalid';
  if (!URL.canParse(address, base)) return undefined;
  const url = new URL(address, base);
  return url.origin === base && !url.pathname.startsWith('//') ? url.pathname + url.search : undefined;
}
