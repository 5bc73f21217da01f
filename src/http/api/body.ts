import express, { type Request, type RequestHandler } from 'express';
import { fileSize } from '../file-name.js';
import { ApiRefusal, unreadableBody } from './problem.js';
import type { ApiRoute } from './route.js';
import { readJson } from './strict-json.js';

/** How long the body of a request may be; files have their own limit. */
const BODY_BYTES = 1024 * 1024;
const JSON_TYPES = ['application/json', 'application/merge-patch+json'];

/** Reads the body of a request that is JSON into `req.body`, once the token let it in: nobody else is read. */
export function readBody(route: ApiRoute): RequestHandler[] {
  if (route.door !== 'write') return [];
  const read: RequestHandler = (req, _res, next) => {
    const bytes = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0);
    req.bodyBytes = bytes;
    req.body = undefined;
    if (bytes.length > 0) {
      if (!route.takes) throw unreadableBody('This address takes no body.');
      req.body = readJson(bytes);
    } else if (route.takes && !route.bodyless) throw unreadableBody('It is empty. Send JSON.');
    next();
  };
  return [checkType(route), takeBytes, read];
}

/** Refuses who does not take the JSON that is answered. */
export const acceptsJson: RequestHandler = (req, _res, next) => {
  if (!req.accepts(['application/json', 'application/problem+json']))
    throw new ApiRefusal({
      status: 406,
      title: 'It is answered as JSON alone',
      detail: 'Send the header Accept: application/json, or none.',
    });
  next();
};

function checkType({ takes }: ApiRoute): RequestHandler {
  return (req, _res, next) => {
    if (hasNone(req)) return next();
    const coding = req.get('content-encoding') ?? 'identity';
    if (coding !== 'identity') throw unreadableBody('Send it uncompressed.', 415);
    if (!takes) return next();
    const [type = '', ...parameters] = (req.get('content-type') ?? '').toLowerCase().split(/\s*;\s*/);
    const strange = parameters.find((it) => it.startsWith('charset=') && !/^charset="?utf-8"?$/.test(it));
    if (!JSON_TYPES.includes(type) || strange)
      throw unreadableBody('Send JSON in UTF-8, with the header Content-Type: application/json.', 415);
    next();
  };
}

const hasNone = (req: Request) => req.get('transfer-encoding') === undefined && !Number(req.get('content-length') ?? 0);

const raw = express.raw({ type: () => true, limit: BODY_BYTES, inflate: false });
const takeBytes: RequestHandler = (req, res, next) =>
  raw(req, res, (error?: unknown) => {
    const isTooLarge = (error as { type?: unknown } | undefined)?.type === 'entity.too.large';
    next(isTooLarge ? unreadableBody(`A body may have ${fileSize(BODY_BYTES)} at most.`, 413) : error);
  });

declare global {
  namespace Express {
    interface Request {
      /** The body of a request of the API as it came. */
      bodyBytes?: Buffer;
    }
  }
}
