import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Request, RequestHandler } from 'express';
import helmet from 'helmet';

const OFF = ['camera', 'microphone', 'geolocation', 'payment', 'usb', 'browsing-topics'];
const FEATURES = OFF.map((it) => `${it}=()`).join(', ');
const nonce = (req: IncomingMessage, _res: ServerResponse) => `'nonce-${(req as Request).nonce}'`;

/** Sets the product's headers: a strict policy for content, no framing, no sniffing; pages are never stored by anyone. */
export function securityHeaders(https: boolean): RequestHandler[] {
  const guard = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        // Turbo puts its progress bar's <style> into the page; it carries the nonce.
        styleSrc: ["'self'", nonce],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        manifestSrc: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        ...(https ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    strictTransportSecurity: https ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    // Same origin: a form's own page is read from Referer when its session has ended.
    referrerPolicy: { policy: 'same-origin' },
    crossOriginEmbedderPolicy: false,
  });
  return [
    guard,
    (_req, res, next) => {
      res.setHeader('Permissions-Policy', FEATURES);
      res.setHeader('Cache-Control', 'no-store');
      next();
    },
  ];
}
