import type { RequestHandler } from 'express';
import type { Metrics } from '../../platform/metrics.js';
import type { Sentry } from '../../platform/sentry.js';
import { statusOf } from './answered.js';

/** Counts and times each answer, for Prometheus and for Sentry where that is set up, by method, route pattern and status: `static` for files, `none` where no route took it. */
export function countRequests({ requests, requestSeconds }: Metrics, sentry?: Sentry): RequestHandler {
  return (req, res, next) => {
    const began = performance.now();
    res.on('close', () => {
      const labels = { method: req.method, route: routeOf(req.route?.path, res.locals.file), status: statusOf(res) };
      requests.inc(labels);
      const ms = performance.now() - began;
      requestSeconds.observe(labels, ms / 1000);
      sentry?.timing({ ...labels, requestId: req.id, cameAt: req.cameAt, ms });
    });
    next();
  };
}

function routeOf(pattern: unknown, file: boolean | undefined): string {
  if (typeof pattern === 'string') return pattern;
  return file ? 'static' : 'none';
}
