import pg from 'pg';

/** Holds a server that several processes share: whoever is attached holds this lock shared, whoever stops it alone. */
const ATTACHED = 72707370;
const SETUP = 72707371;
const LEAVING = 'mouse-domination leaving';
const OTHERS = `select count(*)::int as n from pg_stat_activity
  where backend_type = 'client backend' and pid <> pg_backend_pid() and application_name <> '${LEAVING}'`;
const ATTACHED_OTHERS = `select count(*)::int as n from pg_locks
  where locktype = 'advisory' and objid = ${ATTACHED} and mode = 'ShareLock' and granted and pid <> pg_backend_pid()`;

/** The login that the app uses: no superuser, so that policies hold it. */
export const APP = 'mouse_domination';

/** Attaches to the server with a connection that lasts as long as we do, so that nobody stops it under us. */
export async function attachKeeper(port: number, superPassword: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: `postgres://postgres:${superPassword}@127.0.0.1:${port}/postgres`,
    application_name: 'mouse-domination keeper',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(`select pg_advisory_lock_shared(${ATTACHED})`);
  } catch (error) {
    client.end().catch(() => undefined);
    throw error;
  }
  return client;
}

/** Makes the app's login and its database, if they are not there. */
export async function ensureLogin(keeper: pg.Client, password: string): Promise<void> {
  if (await isSetUp(keeper)) return;
  await keeper.query(`select pg_advisory_lock(${SETUP})`);
  const { rows } = await keeper.query('select 1 from pg_roles where rolname = $1', [APP]);
  const act = rows.length === 0 ? 'create' : 'alter';
  await keeper.query(`${act} role ${APP} login createrole nosuperuser password '${password}'`);
  if (!(await isSetUp(keeper))) await keeper.query(`create database ${APP} owner ${APP}`);
  await keeper.query(`select pg_advisory_unlock(${SETUP})`);
}

// The database is made last, so it stands for both.
async function isSetUp(keeper: pg.Client): Promise<boolean> {
  const { rows } = await keeper.query('select 1 from pg_database where datname = $1', [APP]);
  return rows.length > 0;
}

/** Lets go of the server; `stop` is called when nobody else uses it, and nobody can attach meanwhile. */
export async function detach(keeper: pg.Client, stop: () => Promise<void>): Promise<void> {
  try {
    await keeper.query(`set application_name = '${LEAVING}'; select pg_advisory_unlock_shared(${ATTACHED})`);
    if ((await count(keeper, ATTACHED_OTHERS)) > 0) return;
    await keeper.query(`set lock_timeout = '5s'`);
    await keeper.query(`select pg_advisory_lock(${ATTACHED})`);
    if (await othersStay(keeper)) return;
    await stop();
  } catch {
    // The server is gone, stopped by another who left at the same time, or somebody attaches: nothing is left to do.
  } finally {
    await keeper.end().catch(() => undefined);
  }
}

// A connection that was closed a moment ago is still listed.
async function othersStay(keeper: pg.Client): Promise<boolean> {
  for (let tries = 0; tries < 10; tries++) {
    if ((await count(keeper, OTHERS)) === 0) return false;
    await new Promise((done) => setTimeout(done, 50));
  }
  return true;
}

async function count(keeper: pg.Client, query: string): Promise<number> {
  const { rows } = await keeper.query<{ n: number }>(query);
  return rows[0]?.n ?? 0;
}
