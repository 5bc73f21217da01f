import { join } from 'node:path';
import express, { type RequestHandler } from 'express';
import { projectRoot } from '../platform/project-root.js';

const YEAR_S = 31_536_000;
const WORKER = /\/build\/recording-worker-[^/]*\.js$/;
const HASHED = /\/build\/.*-[A-Za-z0-9]{10}\.[a-z0-9]+$/;

/** Serves public/: what the build named by a hash of its content browsers may keep for good. */
export function staticFiles(): RequestHandler {
  return express.static(join(projectRoot, 'public'), {
    index: false,
    redirect: false,
    setHeaders: (res, path) => {
      res.locals.file = true;
      // It stands in for pages of episodes alone.
      if (WORKER.test(path)) res.setHeader('Service-Worker-Allowed', '/guide/');
      res.setHeader(
        'Cache-Control',
        HASHED.test(path) ? `public, max-age=${YEAR_S}, immutable` : 'public, max-age=3600',
      );
    },
  });
}
