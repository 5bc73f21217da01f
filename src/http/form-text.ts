import express, { type RequestHandler } from 'express';
import { TooLarge } from '../platform/errors.js';
import type { Query } from './list/view.js';

/** How much people may type into one form, in bytes and in fields; files come besides. A form may tick as many rows as an import looks at. */
export const FORM_BYTES = 256 * 1024;
export const FORM_FIELDS = 5_000;

/**
 * Reads names and values as browsers write them, in an address and in the body of a form alike: a name stands once or several
 * times, and bytes that are no text are U+FFFD, as they are in the parts of a form with files.
 */
export function readQuery(text: string): Query {
  const query: Record<string, string | string[]> = Object.create(null);
  for (const [name, value] of new URLSearchParams(text)) {
    const known = query[name];
    // Put together anew each time, thousands of one name would take seconds.
    if (Array.isArray(known)) known.push(value);
    else query[name] = known === undefined ? value : [known, value];
  }
  return query;
}

/** Express's setting `query parser`, of an address that may have no query. */
export function parseQuery(text: string | null): Query {
  return readQuery(text ?? '');
}

/** Reads the body of a form without files. Express's own parser would keep the percent signs of bytes that are no text. */
export function readForm(): RequestHandler[] {
  const read: RequestHandler = (req, _res, next) => {
    if (typeof req.body === 'string') {
      if (req.body.split('&', FORM_FIELDS + 1).length > FORM_FIELDS) throw new TooLarge();
      req.body = readQuery(req.body);
    }
    next();
  };
  return [express.text({ type: 'application/x-www-form-urlencoded', limit: FORM_BYTES }), read];
}
