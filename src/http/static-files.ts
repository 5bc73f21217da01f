import { join } from 'node:path';
import express, { type RequestHandler } from 'express';
import { projectRoot } from '../platform/project-root.js';

const YEAR_S = 31_536_000;

/** Serves public/: names under /build carry a hash of their content, so browsers may keep them for good. */
export function staticFiles(): RequestHandler {
  return express.static(join(projectRoot, 'public'), {
    index: false,
    redirect: false,
    setHeaders: (res, path) => {
      res.locals.file = true;
      const hashed = path.includes('/build/');
      res.setHeader('Cache-Control', hashed ? `public, max-age=${YEAR_S}, immutable` : 'public, max-age=3600');
    },
  });
}
