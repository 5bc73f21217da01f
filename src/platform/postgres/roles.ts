import pg from 'pg';
import { StartRefused } from '../errors.js';

const ROLES = ['mouse_app', 'mouse_system'];
const OLDEST = 160_000;
/** They name a person, and no person's role may read them: only mouse_system has a grant. */
const OPEN = ['kept_forms'];
// Roles belong to the whole cluster: another database's start may make or grant them in the same moment.
const AT_ONCE = new Set(['42710', '23505', 'XX000']);

type State = {
  login: string;
  superuser: boolean;
  version: number;
  present: string[];
  settable: string[];
  inheriting: string[];
};

const STATE = `select session_user::text as login,
  (select rolsuper from pg_roles where rolname = session_user) as superuser,
  current_setting('server_version_num')::int as version,
  array(select rolname::text from pg_roles where rolname = any($1)) as present`;

// Postgres 15 knows neither the privilege SET nor a membership that does not inherit.
const MEMBERSHIP = `select
  array(select rolname::text from pg_roles where rolname = any($1) and pg_has_role(session_user, oid, 'set')) as settable,
  array(select format('revoke inherit option for %I from %I granted by %I', r.rolname, u.rolname, g.rolname)
    from pg_auth_members m join pg_roles r on r.oid = m.roleid join pg_roles u on u.oid = m.member
    join pg_roles g on g.oid = m.grantor
    where r.rolname = any($1) and u.rolname = session_user and m.inherit_option) as inheriting`;

/**
 * Makes mouse_app and mouse_system, and lets the login step into both without inheriting from them. Repairs what it
 * can; where it may not, the start is refused with the SQL for whoever may.
 */
export async function ensureRoles(client: pg.Client): Promise<void> {
  for (let tries = 0; tries < 5; tries++) {
    const wanted = missing(await stateOf(client));
    if (wanted.length === 0) return;
    for (const statement of wanted) await client.query(statement).catch((error) => tolerate(error, wanted));
  }
  throw notPermitted(missing(await stateOf(client)));
}

/** Whether they are there, and the login may step into both. */
export async function haveRoles(client: pg.Client): Promise<boolean> {
  return missing(await stateOf(client)).length === 0;
}

async function stateOf(client: pg.Client): Promise<State> {
  const state = (await client.query(STATE, [ROLES])).rows[0];
  if (state.version < OLDEST)
    throw new StartRefused('The database server is older than Postgres 16, the oldest that works.');
  const membership = (await client.query(MEMBERSHIP, [ROLES])).rows[0];
  return { ...state, ...membership };
}

// A superuser may step into any role, and no policy holds it anyway.
function missing({ login, superuser, present, settable, inheriting }: State): string[] {
  const create = ROLES.filter((role) => !present.includes(role)).map((role) => `create role ${role} nologin`);
  if (superuser) return create;
  const to = pg.escapeIdentifier(login);
  const grant = ROLES.filter((role) => !settable.includes(role)).map(
    (role) => `grant ${role} to ${to} with inherit false, set true`,
  );
  return [...create, ...grant, ...inheriting];
}

function tolerate(error: Error & { code?: string }, wanted: string[]): void {
  if (AT_ONCE.has(error.code ?? '')) return;
  throw error.code === '42501' ? notPermitted(wanted) : error;
}

function notPermitted(statements: string[]): StartRefused {
  const sql = statements.map((statement) => `  ${statement};`).join('\n');
  return new StartRefused(`The database login may not set up the app's roles. A superuser must run, once:\n${sql}`);
}

/**
 * Refuses the start unless policies hold: the login inherits nothing from mouse_system, and as mouse_app every table
 * with an owner (a uuid column user_id) has its row level security active. `except` names tables without policies.
 */
export async function checkIsolation(
  database: string | pg.Pool | pg.ClientBase,
  { except = OPEN } = {},
): Promise<void> {
  if (typeof database === 'string') return onClientOf(database, except);
  if (!(database instanceof pg.Pool)) return checkOn(database, except);
  const client = await database.connect();
  try {
    await checkOn(client, except);
  } finally {
    client.release();
  }
}

async function onClientOf(url: string, except: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await checkOn(client, except);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function checkOn(client: pg.ClientBase, except: string[]): Promise<void> {
  await client.query('begin read only');
  try {
    const inherits = await client.query(
      `select session_user::text as login from pg_roles
        where rolname = session_user and not rolsuper and pg_has_role(session_user, 'mouse_system', 'usage')`,
    );
    if (inherits.rows.length > 0) throw inheritsFromSystem(inherits.rows[0].login);
    await client.query('set local role mouse_app');
    const open = await client.query<{ name: string }>(OPEN_TABLES, [except]);
    if (open.rows.length > 0) throw openTables(open.rows.map((row) => row.name));
  } finally {
    await client.query('rollback');
  }
}

const OPEN_TABLES = `select c.relname::text as name from pg_class c
  join pg_attribute a on a.attrelid = c.oid and a.attname = 'user_id' and a.atttypid = 'uuid'::regtype and not a.attisdropped
  where c.relkind in ('r', 'p') and c.relnamespace = current_schema()::regnamespace
    and c.relname <> all($1) and not row_security_active(c.oid) order by 1`;

function inheritsFromSystem(login: string): StartRefused {
  const to = pg.escapeIdentifier(login);
  return new StartRefused(
    `The database login inherits the rights of mouse_system, so it would read everybody's rows. A superuser must run:\n  grant mouse_system to ${to} with inherit false, set true;`,
  );
}

function openTables(names: string[]): StartRefused {
  return new StartRefused(
    `Row level security does not hold mouse_app on: ${names.join(', ')}. The app would show people each other's rows.`,
  );
}
