import { raw, type Sql, sql } from '../platform/postgres/sql.js';

/** A kind of record: where it lies, who owns it and what people call it. What every record can do knows it by this alone. */
export type Kind = {
  /** The name of its module, as saved views, batches and the audit log keep it. */
  name: string;
  table: string;
  /** The column by which notes, tags, files, tasks and history refer to it. */
  column: string;
  /** Own records have an owner; common ones are everybody's. */
  own: boolean;
  path: string;
  title: string;
  one: string;
  many: string;
  icon: string;
  /** Some of its records are not for everybody: what is counted of them is counted by those that one sees. */
  hidden?: true;
  /** Its records carry no tags. */
  untagged?: true;
};

/** The kind of that name; undefined where there is none. */
export function kindNamed(kinds: readonly Kind[], name: unknown): Kind | undefined {
  return kinds.find((kind) => kind.name === name);
}

/** What kinds of records there are, as a sentence names them: all of them, and those that are everybody's. */
type KindNames = { all: string; shared: string };

/** The words for kinds in sentences about all of them. */
export function namesOf(kinds: readonly Kind[]): KindNames {
  const shared = kinds.filter(({ own }) => !own).map(({ many }) => many);
  return { all: kinds.map(({ many }) => many).join(', '), shared: new Intl.ListFormat('en').format(shared) };
}

/** A record that something is about. */
export type Target = { kind: Kind; id: string };

/** Whether the row `alias` is about the record. The owner leads the index; the policy adds it, so it is not named here. */
export function isAbout(alias: string, { kind, id }: Target): Sql {
  return sql`${raw(`${alias}.${kind.column}`)} = ${id}::uuid`;
}

/**
 * As `isAbout`, where rows come in the order of an index that the owner leads: the policy says that they are one's own or nobody's, which
 * gives no order.
 */
export function isOwnAbout(alias: string, { kind, id }: Target): Sql {
  const owner = raw(`${alias}.user_id`);
  return sql`${isAbout(alias, { kind, id })} and ${kind.own ? sql`${owner} = app_user_id()` : sql`${owner} is null`}`;
}

/** The column by which what is kept about a record refers to it. */
export function columnOf(kind: Kind): Sql {
  return raw(kind.column);
}

/** Whose a row about such a record is: one's own, or nobody's. */
export function ownerOf(kind: Kind): Sql {
  return kind.own ? sql`app_user_id()` : sql`null::uuid`;
}

/** Where the record stands. */
export function pathOf({ kind, id }: Target): string {
  return `${kind.path}/${id}`;
}

/** Where what happened to the record stands, which is not always the first part of its page. */
export function activityPath(target: Target): string {
  return `${pathOf(target)}?tab=activity#activity`;
}
