import type { RequestHandler } from 'express';
import { writeAs } from '../write-as.js';
import { STANDARD } from '../writing.js';

/** Puts the session's person on the request, which writes as they do from here on, unless their session has just come to its end. */
export const currentUser: RequestHandler = (req, _res, next) => {
  const { sessionPerson } = req;
  // Until here it has waited for its session.
  req.waitedMs = Date.now() - req.cameAt;
  if (sessionPerson && sessionPerson.id === req.session.userId) req.person = sessionPerson;
  writeAs(req.person?.locale ?? STANDARD.locale, next);
};
