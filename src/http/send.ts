import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import { pageContext } from './page-context.js';
import type { Reply } from './reply.js';

const DOWNLOAD_LIMIT_MS = 60_000;

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
      // express-session would save behind the headers, and browsers follow a 303 as soon as they have read them.
      if (req.session && (reply.flash || req.session.userId)) await saved(req);
      res.redirect(303, reply.to);
      return;
    case 'json':
      res.status(reply.status).json(reply.body);
      return;
    case 'text':
      res.status(reply.status).type(reply.type).send(reply.body);
      return;
    case 'file':
      res.attachment(reply.name).type(reply.type);
      await download(reply.body, res);
  }
}

function saved(req: Request): Promise<void> {
  return new Promise((resolve, reject) => req.session.save((error) => (error ? reject(error) : resolve())));
}

// Who does not read would hold a connection and its transaction; who leaves has no need of an answer.
async function download(body: AsyncIterable<string>, res: Response): Promise<void> {
  try {
    await pipeline(Readable.from(body), res, { signal: AbortSignal.timeout(DOWNLOAD_LIMIT_MS) });
  } catch (error) {
    if ((error as { code?: string }).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
