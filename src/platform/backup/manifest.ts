import { z } from 'zod';
import { BackupFault } from './fault.js';

/** Of the archive's layout; a release reads its own and older ones. */
export const FORMAT = 1;
/** The first entry: what this is, before anything else is read. */
export const HEAD = 'backup.json';
/** The last entry: an archive without it was cut off. */
export const MANIFEST = 'manifest.json';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().min(0);

const head = z.object({ product: z.literal('mouse-domination'), format: z.int().min(1) });

const manifest = z.object({
  /** When the database was read: all of it as it stood then. */
  taken_at: z.iso.datetime(),
  app_version: z.string(),
  postgres: z.string(),
  migrations: z.array(z.object({ name: z.string(), checksum: sha256 })),
  /** The version of the queue's tables, and the queues; null where there were none. */
  queue: z.object({ version: count, names: z.array(z.string()) }).nullable(),
  /** The keys under which something in the database is encrypted: their names, and a check by which a key is told from others. */
  keys: z.array(z.object({ id: z.string(), check: z.string().nullable() })),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()), rows: count, bytes: count, sha256 })),
  sequences: z.array(z.object({ name: z.string(), value: z.string() })),
  files: z.array(z.object({ name: z.string(), bytes: count, sha256 })),
  /** Files that rows speak of and that were nowhere. */
  missing: z.array(z.string()),
});

export type Manifest = z.output<typeof manifest>;
export type ArchivedTable = Manifest['tables'][number];

/** Refuses what is no backup of ours, or one whose layout a newer release has made. */
export function readHead(text: string): void {
  const read = head.safeParse(parsed(text));
  if (!read.success) throw new BackupFault('This is no backup of Mouse Domination.');
  if (read.data.format > FORMAT)
    throw new BackupFault(
      `This backup was made by a newer release (its format is ${read.data.format}, this release reads ${FORMAT}): restore it with that release.`,
    );
}

/** The manifest, held to what one is. */
export function readManifest(text: string): Manifest {
  const read = manifest.safeParse(parsed(text));
  if (!read.success) throw new BackupFault('This backup is damaged: its manifest is not what one is.');
  return read.data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
