import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import { pageContext } from './page-context.js';
import type { Reply } from './reply.js';

/** Sends a reply: the one place that writes to `res`. */
export async function send(reply: Reply, req: Request, res: Response): Promise<void> {
  switch (reply.kind) {
    case 'page': {
      const html = req.app.locals.views.render(reply.template, { ...pageContext(req), ...reply.context });
      res.status(reply.status).type('html').send(html);
      return;
    }
    case 'redirect':
      if (reply.flash) req.session.flash = reply.flash;
      res.redirect(303, reply.to);
      return;
    case 'json':
      res.status(reply.status).json(reply.body);
      return;
    case 'text':
      res.status(reply.status).type('text').send(reply.body);
      return;
    case 'file':
      res.attachment(reply.name).type(reply.type);
      await pipeline(Readable.from(reply.body), res);
  }
}
