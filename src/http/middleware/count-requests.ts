import type { RequestHandler } from 'express';
import type { Metrics } from '../../platform/metrics.js';
import { statusOf } from './answered.js';

/** Counts and times each answer by method, route pattern and status: `static` for files, `none` where no route took it. */
export function countRequests({ requests, requestSeconds }: Metrics): RequestHandler {
  return (req, res, next) => {
    const began = performance.now();
    res.on('close', () => {
      const labels = { method: req.method, route: routeOf(req.route?.path, res.locals.file), status: statusOf(res) };
      requests.inc(labels);
      requestSeconds.observe(labels, (performance.now() - began) / 1000);
    });
    next();
  };
}

function routeOf(pattern: unknown, file: boolean | undefined): string {
  if (typeof pattern === 'string') return pattern;
  return file ? 'static' : 'none';
}
