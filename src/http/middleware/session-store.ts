import connectPgSimple from 'connect-pg-simple';
import session, { type SessionData } from 'express-session';
import type { Database } from '../../platform/postgres/database.js';

/**
 * Sessions in Postgres. One that was read can be changed and not made anew: what a request under way writes of a session that was
 * ended meanwhile is dropped, and it stays ended.
 */
export function sessionStore(pool: Database['sessionStore']) {
  const Store = connectPgSimple(session);
  const store = new Store({
    pool: pool as never,
    tableName: 'sessions',
    disableTouch: true,
    pruneSessionInterval: 3600,
    errorLog: () => undefined,
  });
  const known = new WeakSet<object>();
  const { createSession, set } = store;
  store.createSession = (req, data) => {
    const it = createSession.call(store, req, data);
    known.add(it);
    return it;
  };
  store.set = (sid, data, done) => {
    if (!known.has(data)) return set.call(store, sid, data, done);
    change(pool, sid, data).then(
      () => done?.(),
      (error) => done?.(error),
    );
  };
  return store;
}

async function change(pool: Database['sessionStore'], sid: string, data: SessionData): Promise<void> {
  await pool.query('update sessions set sess = $1, expire = $2 where sid = $3', [data, data.cookie.expires, sid]);
}
