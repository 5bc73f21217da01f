import type { RequestHandler } from 'express';

const KNOWN = ['GET', 'HEAD', 'POST', 'OPTIONS'];

/** Answers 405 to methods that no page of the product is asked with. */
export const knownMethods: RequestHandler = (req, res, next) => {
  if (KNOWN.includes(req.method)) return next();
  res.set('Allow', KNOWN.join(', ')).status(405).type('text').send('Method not allowed');
};
