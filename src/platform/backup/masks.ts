import pg from 'pg';

// The session that reads sets both. The key is made anew each time, so that what a mask stands for cannot be found by trying.
const KEY = `current_setting('mouse.mask_key')`;
const PASSWORD_HASH = `current_setting('mouse.mask_password_hash')`;

const hash = (value: string) => `encode(sha256(convert_to(${KEY} || lower(${value}), 'UTF8')), 'hex')`;
const short = (value: string, letters = 12) => `left(${hash(value)}, ${letters})`;

/** What a mail address, a link, a number of a phone or of an account, a network's address or a token looks like. */
const TELLING = String.raw`@|://|www\.|\d([ ()./-]*\d){6}|\d+\.\d+\.\d+\.\d+|[A-Za-z0-9_+/=-]{24}`;

const address = (column: string) => `'person-' || ${short(column, 16)} || '@example.invalid'`;
const host = (column: string) => `${short(column)} || '.example.invalid'`;
const prose = (column: string) => `regexp_replace(${column}, '[^[:space:].,;:!?()*#_-]', 'x', 'g')`;
const phone = (column: string) =>
  `'+1555' || lpad((('x' || ${short(column, 8)})::bit(32)::bigint % 10000000)::text, 7, '0')`;
const constant = (value: string) => () => value;
const only = (keys: string) => (column: string) =>
  `(select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(${column}) where key in (${keys}))`;

/** Whether a history tells of a state, a figure or a day alone: nothing that somebody wrote. */
const FIGURE = String.raw`(null|true|false|-?[\d.]+|"\d{4}-\d\d-\d\d")`;
const PLAIN = `key = 'state' or value::text ~ '^\\[${FIGURE}, ${FIGURE}\\]$'`;

/** The ways in which a column is masked: what is read of it in the place of its value. Null stays null, but for `empty` and the like. */
const WAYS = {
  /** As it is: ids, days, figures, states, and what a list of ours names. */
  keep: (column: string) => column,
  /** What the database makes of other columns: made again of their masks. */
  made: constant(`''`),
  none: constant('null'),
  off: constant('false'),
  empty: constant(`''`),
  /** The name of a thing, as it is; another one where there is an address, a number or a token in it. */
  words: (column: string) => `case when ${column} ~ '${TELLING}' then 'Masked ' || ${short(column)} else ${column} end`,
  /** What somebody wrote: its length, lines and stops, no letter. */
  prose,
  person: (column: string) => `'Name-' || ${short(column, 8)}`,
  address,
  /** The value of a way to reach somebody, by the row's `kind`. */
  point: (column: string) =>
    `case kind when 'email' then ${address(column)} when 'phone' then ${phone(column)} else '@' || ${short(column)} end`,
  link: (column: string) => `'https://example.invalid/' || ${short(column)}`,
  host,
  /** A company's, at the host that its `domain` is masked as. */
  website: (column: string) =>
    `case when ${column} is not null then 'https://' || ${host(`coalesce(domain, ${column})`)} end`,
  code: (column: string) => `'code-' || ${short(column, 8)}`,
  digest: hash,
  fileName: (column: string) =>
    String.raw`'file-' || ${short(column)} || coalesce(lower(substring(${column} from '\.[A-Za-z0-9]{1,8}$')), '')`,
  idOrNone: (column: string) => `case when ${column} ~ '^[0-9a-f-]{36}$' then ${column} end`,
  passwordHash: constant(PASSWORD_HASH),
  /** Nobody is written to. */
  noMail: constant(`'none'`),
  changes: (column: string) =>
    `(select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(${column}) where ${PLAIN})`,
  taxFacts: (column: string) =>
    `${only(`'path', 'source', 'state', 'left_on', 'valued_on', 'review_state', 'review_published_on'`)(column)} || '{"files": []}'`,
  taxLines: (column: string) =>
    `(select coalesce(jsonb_agg(line || '{"source": "Masked", "source_link": null}'), '[]') from jsonb_array_elements(${column}) line)`,
};

export type Way = keyof typeof WAYS;
/** What of a table is read: its columns, with blanks between, by the way in which they are masked. Or nothing. */
export type TableMask = Partial<Record<Way, string>> | 'left out';
export type Masks = Readonly<Record<string, TableMask>>;

/** How each column of a table is masked. Undefined: the table is left out. Throws where no mask names it, or two do. */
export function waysOf(masks: Masks, table: string): Map<string, Way> | undefined {
  const mask = masks[table];
  if (!mask) throw new Error(`no mask names the table ${table}`);
  if (mask === 'left out') return undefined;
  const ways = new Map<string, Way>();
  for (const [way, columns] of Object.entries(mask) as [Way, string][])
    for (const column of columns.split(' ')) {
      if (ways.has(column)) throw new Error(`two masks name ${table}.${column}`);
      ways.set(column, way);
    }
  return ways;
}

/** What is read in the place of a column. */
export const masked = (column: string, way: Way): string => WAYS[way](pg.escapeIdentifier(column));
