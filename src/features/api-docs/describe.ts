import { createHash } from 'node:crypto';
import { type RequestHandler, Router } from 'express';
import { openApi } from '../../http/api/openapi.js';
import type { ApiRoute } from '../../http/api/route.js';

/** How long programs may keep the description, in seconds. */
const KEPT_S = 300;

/** The description of the API for programs, which needs no token. `url`: of the site. */
export function description(routes: readonly ApiRoute[], url: string, cors: RequestHandler): Router {
  let made: { text: string; etag: string } | undefined;
  const router = Router();
  router.get('/v1/openapi.json', cors, (req, res) => {
    made ??= tagged(JSON.stringify(openApi(routes, { url, name: 'Mouse Domination' })));
    res.set({ 'Cache-Control': `public, max-age=${KEPT_S}`, ETag: made.etag });
    if (req.fresh) res.status(304).end();
    else res.type('application/json').send(made.text);
  });
  return router;
}

function tagged(text: string) {
  return { text, etag: `"${createHash('sha256').update(text).digest('base64url')}"` };
}
