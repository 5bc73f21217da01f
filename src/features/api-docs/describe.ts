import { type RequestHandler, Router } from 'express';
import { openApi } from '../../http/api/openapi.js';
import type { ApiRoute } from '../../http/api/route.js';

/** How long programs may keep the description, in seconds. */
const KEPT_S = 300;

/** The description of the API for programs, which needs no token. `url`: of the site. */
export function description(routes: readonly ApiRoute[], url: string, cors: RequestHandler): Router {
  let text: string | undefined;
  const router = Router();
  router.get('/v1/openapi.json', cors, (_req, res) => {
    text ??= JSON.stringify(openApi(routes, { url, name: 'Mouse Domination' }));
    res.set('Cache-Control', `public, max-age=${KEPT_S}`).type('application/json').send(text);
  });
  return router;
}
