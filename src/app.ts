import express, { type Express } from 'express';
import type { Config } from './config.js';
import { keepsWhoComesBack } from './features/account/index.js';
import { apiV1 } from './features/api.js';
import { MODULES } from './features/modules.js';
import { opsRoutes } from './features/ops/routes.js';
import { featureRoutes, mailLinkRoutes } from './features/routes.js';
import { errorHandler, notFound } from './http/error-handler.js';
import { parseQuery, readForm } from './http/form-text.js';
import { keptForm } from './http/kept-forms.js';
import { accessLog } from './http/middleware/access-log.js';
import { believedProxy } from './http/middleware/believed-proxy.js';
import { countRequests } from './http/middleware/count-requests.js';
import { csrf } from './http/middleware/csrf.js';
import { currentUser } from './http/middleware/current-user.js';
import { expiredForm } from './http/middleware/expired-form.js';
import { knownMethods } from './http/middleware/known-methods.js';
import { createLimits } from './http/middleware/rate-limit.js';
import { requestId } from './http/middleware/request-id.js';
import { securityHeaders } from './http/middleware/security-headers.js';
import { sessions } from './http/middleware/session.js';
import { mount } from './http/mount.js';
import { takesFiles } from './http/routes.js';
import { staticFiles } from './http/static-files.js';
import { createUploads } from './http/uploads.js';
import type { Views } from './http/views.js';
import { withWaysBack } from './http/ways-back.js';
import type { Logger } from './platform/logger.js';
import type { Mail } from './platform/mail/mail.js';
import type { Metrics } from './platform/metrics.js';
import type { Passwords } from './platform/passwords.js';
import type { Database } from './platform/postgres/database.js';
import type { Queue } from './platform/queue/queue.js';
import type { Redis } from './platform/redis.js';
import type { Sentry } from './platform/sentry.js';
import type { Storage } from './platform/storage/storage.js';
import { namesOf } from './records/kinds.js';
import { kindsOf, type Module } from './records/module.js';

export type Platform = {
  database: Database;
  queue: Queue;
  /** Undefined: limits are counted in this process alone. */
  redis: Redis | undefined;
  storage: Storage;
  /** Undefined: no mail server is set up. */
  mail: Mail | undefined;
  metrics: Metrics;
  log: Logger;
  passwords: Passwords;
  views: Views;
  /** The names of the migrations that this release brings. */
  migrations: string[];
  /** Whether the process is about to end and wants no new requests. */
  draining: () => boolean;
  /** Undefined: Sentry is not set up. */
  sentry?: Sentry | undefined;
};

/** The whole product behind one Express app: the middleware in the order a request meets it. */
export function createApp(config: Config, platform: Platform, modules: readonly Module[] = MODULES): Express {
  const { database, log, metrics, redis, sentry, storage, views } = platform;
  const limits = createLimits(redis, metrics);
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', config.trustProxy);
  app.set('query parser', parseQuery);
  // No page is the same twice: its tokens and its nonce differ. What can be asked for again carries a tag of its own.
  app.set('etag', false);
  app.locals.views = views;
  app.locals.formKeys = config.session.secrets;
  app.locals.kindNames = namesOf(kindsOf(modules));

  app.use(requestId);
  app.use(accessLog(log));
  app.use(countRequests(metrics, sentry));
  app.use(believedProxy(config, log));
  app.use(securityHeaders(config.secureCookies));
  app.use(knownMethods);
  app.use(staticFiles({ changing: config.env === 'development' }));
  app.use(mount(opsRoutes(config, platform), database));
  app.use(mount(mailLinkRoutes(config, database), database));
  app.post('/auth/login', limits.login);
  app.post(['/account/password', '/account/confirm'], limits.password);
  app.post('/account/email', limits.address);
  app.post(
    ['/auth/two-factor', '/auth/passkey', '/auth/passkey/challenge', '/account/confirm/passkey{/challenge}'],
    limits.second_factor,
  );
  app.post('/auth/register', limits.register);
  app.post('/setup', limits.setup);
  app.post(['/auth/forgot-password', '/auth/verification'], limits.account_mail);
  app.post(['/auth/reset-password', '/auth/verify-email', '/auth/confirm-address', '/auth/invitation'], limits.reset);
  app.use('/api', apiV1(config, platform, limits, modules));
  app.use(sessions(config, database));
  app.use(currentUser);
  app.use(keepsWhoComesBack({ config, ...platform }));
  app.use(limits.pages);
  app.use(readForm());
  const routes = withWaysBack(featureRoutes(config, platform, modules));
  app.use(mount(routes.filter(takesFiles), database, createUploads(storage, log)));
  app.use(csrf);
  app.use(keptForm(database));
  app.use(
    mount(
      routes.filter((route) => !takesFiles(route)),
      database,
    ),
  );
  app.use(notFound);
  app.use(expiredForm(database));
  app.use(errorHandler(log));
  return app;
}

/** What a worker answers: the probes and the metrics, as the app does, and nothing else. */
export function createProbes(config: Config, platform: Omit<Platform, 'passwords'>): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', config.trustProxy);
  app.set('query parser', parseQuery);
  app.locals.views = platform.views;
  app.use(requestId);
  app.use(securityHeaders(config.secureCookies));
  app.use(mount(opsRoutes(config, platform), platform.database));
  app.use(notFound);
  app.use(errorHandler(platform.log));
  return app;
}
