import connectPgSimple from 'connect-pg-simple';
import session, { type SessionData } from 'express-session';
import type { Database } from '../../platform/postgres/database.js';
import type { Person } from '../person.js';

/** A session as it stands, and whose it is: nobody's where nobody is signed in with it, or may be any more. */
export type FoundSession = { sess: SessionData; person: Person | undefined };
export type FindSession = (sid: string) => Promise<FoundSession | undefined>;

/**
 * Sessions in Postgres, found with their person, who is put on the request as `sessionPerson`. One that was read can be changed and not
 * made anew: what a request under way writes of a session that was ended meanwhile is dropped, and it stays ended.
 */
export function sessionStore(pool: Database['sessionStore'], find: FindSession) {
  const Store = connectPgSimple(session);
  const store = new Store({
    pool: pool as never,
    tableName: 'sessions',
    disableTouch: true,
    pruneSessionInterval: 3600,
    errorLog: () => undefined,
  });
  const known = new WeakSet<object>();
  const persons = new WeakMap<object, Person>();
  const { createSession, set } = store;
  store.get = (sid, done) => {
    find(sid).then((found) => {
      if (found?.person) persons.set(found.sess, found.person);
      done(null, found?.sess);
    }, done);
  };
  store.createSession = (req, data) => {
    const it = createSession.call(store, req, data);
    known.add(it);
    const person = persons.get(data);
    if (person) req.sessionPerson = person;
    return it;
  };
  store.set = (sid, data, done) => {
    if (!known.has(data)) return set.call(store, sid, data, done);
    change(pool, sid, data).then(
      () => done?.(),
      (error) => done?.(error),
    );
  };
  // What has expired is removed now and every hour from now on.
  store.pruneSessions();
  return store;
}

async function change(pool: Database['sessionStore'], sid: string, data: SessionData): Promise<void> {
  await pool.query('update sessions set sess = $1, expire = $2 where sid = $3', [data, data.cookie.expires, sid]);
}
