import type { RequestHandler } from 'express';
import type { Config } from '../../config.js';
import type { Logger } from '../../platform/logger.js';

type IsTrusted = (address: string | undefined, hop: number) => boolean;

/**
 * Warns once a process of a proxy that TRUST_PROXY does not name: what it forwards is not believed, so that an https site gets no
 * cookies, and all people look like one.
 */
export function believedProxy({ secureCookies }: Config, log: Logger): RequestHandler {
  let said = !secureCookies;
  return (req, _res, next) => {
    const forwards = req.headers['x-forwarded-proto'] !== undefined || req.headers['x-forwarded-for'] !== undefined;
    if (!said && forwards) {
      const isTrusted: IsTrusted = req.app.get('trust proxy fn');
      said = !isTrusted(req.socket.remoteAddress, 0);
      if (said)
        log.warn(
          { peer: req.socket.remoteAddress },
          'X-Forwarded-… came from a peer that TRUST_PROXY does not name, and is not believed. If that is your proxy, set TRUST_PROXY: until then logins over https get no cookie, and everybody counts as one client.',
        );
    }
    next();
  };
}
