import { isId } from '../../http/form.js';
import { NotFound } from '../../platform/errors.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { raw, type Sql, sql } from '../../platform/postgres/sql.js';
import { columnOf, isAbout, type Kind, type Target } from '../kinds.js';
import { MOST_FILES } from '../limits.js';
import type { RecordModule } from '../module.js';

/** A file as its record's page lists it. */
export type FileRow = {
  id: string;
  name: string;
  size: number;
  media_type: string;
  is_image: boolean;
  created_at: Date;
  author_id: string | null;
  author: string | null;
  is_logo: boolean;
};
/** What serving a file wants to know of it. */
type ServedRow = {
  id: string;
  name: string;
  media_type: string;
  sha256: string;
  is_image: boolean;
  in_fallback: boolean;
};
export type PhotoRow = { id: string; name: string };

const IN_STRIP = 3;
/** The order of photos: the one that was made first, then as they came. */
const PHOTO_ORDER = sql`a.position, a.created_at, a.id`;

/** The files of a record, the newest first. */
export function filesOf(db: Pick<ReadDoor, 'rows'>, { kind, pictures }: RecordModule, id: string): Promise<FileRow[]> {
  const logo = sql`exists (select from ${raw(kind.table)} r where r.id = a.${columnOf(kind)} and r.logo_id = a.id)`;
  return db.rows<FileRow>(sql`
    select a.id, a.name, a.size, a.media_type, a.width is not null as is_image, a.created_at, a.author_id, p.name as author,
      ${pictures === 'logo' ? logo : sql`false`} as is_logo
    from attachments a left join people p on p.id = a.author_id
    where ${isAbout('a', { kind, id })} and a.deleted_at is null order by a.created_at desc, a.id desc limit ${MOST_FILES}`);
}

/** One file of a record; one that is deleted, or another record's, is not there. */
export async function fileOf(db: ReadDoor, target: Target, id: unknown): Promise<ServedRow> {
  const row = isId(id)
    ? await db.row<ServedRow>(sql`
        select a.id, a.name, a.media_type, a.sha256, a.width is not null as is_image, a.in_fallback
        from attachments a where a.id = ${id}::uuid and ${isAbout('a', target)} and a.deleted_at is null`)
    : undefined;
  if (!row) throw new NotFound();
  return row;
}

/** All pictures of a record in their order. */
export function photosOf(db: ReadDoor, target: Target): Promise<PhotoRow[]> {
  return db.rows<PhotoRow>(sql`
    select a.id, a.name from attachments a where ${picturesOf(target)} order by ${PHOTO_ORDER} limit ${MOST_FILES}`);
}

/** How many files a record has, as an expression. */
export function fileCount(target: Target): Sql {
  return sql`(select count(*) from attachments a where ${isAbout('a', target)} and a.deleted_at is null)`;
}

/** Whether the record that a column names has a file; all own files are read once, whatever is asked of how many records. */
export function hasFiles(kind: Kind, record: Sql): Sql {
  const column = columnOf(kind);
  return sql`(${record} in (select a.${column} from attachments a where a.${column} is not null and a.deleted_at is null))`;
}

/** The files of the record that a column names, the first that came first: JSON of id and name. */
export function fileNames(kind: Kind, record: Sql): Sql {
  return sql`(
    select coalesce(jsonb_agg(jsonb_build_object('id', a.id, 'name', a.name) order by a.created_at, a.id), '[]')
    from attachments a where a.${columnOf(kind)} = ${record} and a.deleted_at is null)`;
}

/** A file of one of several records, as whoever packs them wants it. */
export type PackedFile = { record: string; id: string; name: string; size: number; in_fallback: boolean; at: Date };

/** The files of several records of a kind, record by record, the first that came first. */
export function filesOfMany(db: Pick<ReadDoor, 'rows'>, kind: Kind, records: readonly string[]): Promise<PackedFile[]> {
  return db.rows<PackedFile>(sql`
    select a.${columnOf(kind)}::text as record, a.id::text, a.name, a.size, a.in_fallback, a.created_at as at from attachments a
    where a.${columnOf(kind)} = any(${records}::uuid[]) and a.deleted_at is null order by 1, a.created_at, a.id`);
}

/** The first pictures of a record and how many there are, as an expression that gives JSON. */
export function firstPhotos(target: Target): Sql {
  return sql`(
    select json_build_object('count', coalesce(max(s.count), 0), 'shown', coalesce(json_agg(json_build_object('id', s.id, 'name', s.name)), '[]'))
    from (select a.id, a.name, count(*) over () as count from attachments a where ${picturesOf(target)}
      order by ${PHOTO_ORDER} limit ${IN_STRIP}) s)`;
}

/** A file as the operator's check wants it. */
export type KeptFile = { id: string; size: number; sha256: string; in_fallback: boolean };

/** Every file of everybody, also those in the trash. */
export function everyFile(db: ReadDoor): Promise<KeptFile[]> {
  return db.rows<KeptFile>(sql`select id, size, sha256, in_fallback from stored_files order by id`);
}

function picturesOf(target: Target): Sql {
  return sql`${isAbout('a', target)} and a.deleted_at is null and a.width is not null`;
}
