import type { RequestHandler } from 'express';
import type { Logger } from '../../platform/logger.js';
import { statusOf } from './answered.js';

/** One line a request: the path without its query, since a query may hold what someone searched for or a token. */
export function accessLog(log: Logger): RequestHandler {
  return (req, res, next) => {
    const start = process.hrtime.bigint();
    res.on('close', () => {
      const ms = Number(process.hrtime.bigint() - start) / 1e6;
      log.info(
        {
          request_id: req.id,
          method: req.method,
          path: req.path,
          status: statusOf(res),
          ms: Math.round(ms * 10) / 10,
          person: req.person?.id,
        },
        'request',
      );
    });
    next();
  };
}
