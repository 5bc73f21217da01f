import type { RequestHandler } from 'express';

const KNOWN = ['GET', 'HEAD', 'POST', 'OPTIONS'];

/** Answers 405 to methods that no page of the product is asked with; the API knows more, and says so itself. */
export const knownMethods: RequestHandler = (req, res, next) => {
  if (KNOWN.includes(req.method) || req.path.startsWith('/api/')) return next();
  res.set('Allow', KNOWN.join(', ')).status(405).type('text').send('Method not allowed');
};
