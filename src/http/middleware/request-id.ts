import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import { randomOf } from '../../platform/random.js';

/** Gives each request an id, said in X-Request-Id, the moment it came, and a nonce for the page's policy. An id from outside is not believed. */
export const requestId: RequestHandler = (req, res, next) => {
  req.id = randomUUID();
  req.cameAt = Date.now();
  req.waitedMs = 0;
  req.nonce = randomOf(16).toString('base64');
  res.setHeader('X-Request-Id', req.id);
  next();
};
