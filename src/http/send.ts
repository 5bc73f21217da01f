import type { Request, Response } from 'express';
import { sendText } from './compressed.js';
import { download } from './download.js';
import { pageContext } from './page-context.js';
import type { Reply, Stored } from './reply.js';

const DOWNLOAD_LIMIT_MS = 60_000;
/** A stored file holds no connection to the database while it is sent. */
const STORED_LIMIT_MS = 600_000;

/** Sends a reply: the one place that writes to `res`. What is still being sent when `over` comes is broken off. */
export async function send(reply: Reply, req: Request, res: Response, over?: AbortSignal): Promise<void> {
  switch (reply.kind) {
    case 'page': {
      const html = req.app.locals.views.render(reply.template, Object.assign(pageContext(req), reply.context));
      // Behind the page a failure would be told to nobody, and its form could never be sent.
      if (req.tokenMade) await saved(req);
      sendText(req, res.status(reply.status).type('html'), html);
      return;
    }
    case 'redirect':
      if (reply.flash) req.session.flash = reply.flash;
      // express-session would save behind the headers, and browsers follow a 303 as soon as they have read them.
      if (req.session && (reply.flash || req.session.userId || req.session.half)) await saved(req);
      res.redirect(reply.again ? 307 : 303, reply.to);
      return;
    case 'json':
      sendText(req, res.status(reply.status).type('json'), JSON.stringify(reply.body));
      return;
    case 'text':
      // Kept by who asked, and asked after each time.
      if (reply.etag) res.set({ ETag: `"${reply.etag}"`, 'Cache-Control': 'private, no-cache' });
      res.status(reply.status).type(reply.type).send(reply.body);
      return;
    case 'stored':
      await sendStored(reply.file, req, res);
      return;
    case 'file': {
      res.attachment(reply.name).type(reply.type);
      const until = reply.limitMs ? undefined : over;
      await download(reply.body, res, until ?? AbortSignal.timeout(reply.limitMs ?? DOWNLOAD_LIMIT_MS));
    }
  }
}

function saved(req: Request): Promise<void> {
  return new Promise((resolve, reject) => req.session.save((error) => (error ? reject(error) : resolve())));
}

// Whatever it is, it is not a page of ours: nothing in it runs, loads, is framed, or is taken for another type.
async function sendStored(
  { name, type, etag, inline = false, read }: Stored,
  req: Request,
  res: Response,
): Promise<void> {
  if (inline) res.set('Content-Disposition', 'inline');
  else res.attachment(name);
  res.type(type);
  res.set({
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
    'Cache-Control': inline ? 'private, max-age=3600' : 'private, no-cache',
    ETag: `"${etag}"`,
  });
  if (req.fresh) return void res.status(304).end();
  const { size, body } = await read();
  res.set('Content-Length', String(size));
  if (req.method === 'HEAD') return void res.end();
  await download(body, res, AbortSignal.timeout(STORED_LIMIT_MS));
}
