import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fillLarge, LARGE_PARTS, type LargePart } from '../../prisma/seed.js';
import { createPasswords } from '../../src/platform/passwords.js';
import { type Database, openDatabase } from '../../src/platform/postgres/database.js';
import { embeddedPostgres } from '../../src/platform/postgres/embedded.js';
import { migrate } from '../../src/platform/postgres/migrations.js';
import { log } from './script.js';

export const PASSWORD = 'Measured-lantern9';
const WHY = 'the bench needs its people';
const SEED = 'prisma/seed-large';
const CLUSTER = /^large-[0-9a-f]{12}$/;

/** The address of the nth person of the large seed, from 1. */
export function personOf(n: number): string {
  return `person${String(n).padStart(3, '0')}@large.example`;
}

/** How many items of their own the people have who show how it grows. */
export const GROWN = [1_000, 10_000, 100_000, 1_000_000] as const;

/** The address of the one with so many. */
export function grownTo(items: number): string {
  return `grown${items}@large.example`;
}

/**
 * Work on a migrated database of the bench's own that holds these parts of the large seed. What stands in `keep` serves the next run,
 * until the seed's files are others.
 */
export async function withLargeDatabase(
  { keep, parts }: { keep?: string | undefined; parts: ReadonlySet<LargePart> },
  work: (database: Database, url: string) => Promise<void>,
): Promise<void> {
  const folder = keep ? join(keep, `large-${seedHash()}`) : await mkdtemp(join(tmpdir(), 'mouse-bench-'));
  if (keep) await removeOthers(keep, folder);
  const postgres = await embeddedPostgres(folder, { log });
  try {
    await migrate(postgres.url, { log });
    const settings = { poolSize: 2, connectTimeoutMs: 5_000, idleTimeoutMs: 5_000, silenceTimeoutMs: 600_000 };
    const database = openDatabase(
      { ...settings, url: postgres.url, statementTimeoutMs: 600_000 },
      { warn: (_, message) => log.info(message) },
    );
    try {
      await fill(database, postgres.url, parts);
      await work(database, postgres.url);
    } finally {
      await database.close();
    }
  } finally {
    await postgres.release();
    if (!keep) await rm(folder, { recursive: true, force: true });
  }
}

function seedHash(): string {
  const hash = createHash('sha256');
  for (const file of readdirSync(SEED).sort()) hash.update(readFileSync(join(SEED, file)));
  return hash.digest('hex').slice(0, 12);
}

// Filled from other files; one whose server runs is somebody's who measures just now.
async function removeOthers(keep: string, folder: string): Promise<void> {
  const others = (existsSync(keep) ? readdirSync(keep) : []).filter((name) => CLUSTER.test(name));
  for (const other of others.map((name) => join(keep, name))) {
    const running = readdirSync(other, { recursive: true, encoding: 'utf8' }).some((it) =>
      it.endsWith('postmaster.pid'),
    );
    if (other !== folder && !running) await rm(other, { recursive: true, force: true });
  }
}

// What is there stays, so that a kept database is filled in with what another run wants.
async function fill(database: Database, url: string, wanted: ReadonlySet<LargePart>): Promise<void> {
  const passwordHash = await createPasswords().hash(PASSWORD);
  const there = await database.asSystem(WHY, async (tx) => ({
    common: (await tx.$queryRaw<unknown[]>`select from contacts limit 1`).length > 0,
    items: (await tx.$queryRaw<unknown[]>`select from inventory_items limit 1`).length > 0,
    deals: (await tx.$queryRaw<unknown[]>`select from deals limit 1`).length > 0,
    affiliates: (await tx.$queryRaw<unknown[]>`select from affiliate_months limit 1`).length > 0,
    guide: (await tx.$queryRaw<unknown[]>`select from guide_episodes limit 1`).length > 0,
    growth: (await tx.user.count({ where: { email: grownTo(GROWN[0]) } })) > 0,
  }));
  const parts = ([...LARGE_PARTS, 'growth'] as const).filter(
    (part) => !there[part] && (part === 'common' || wanted.has(part)),
  );
  if (parts.length > 0) {
    log.info(`making rows: ${parts.join(', ')}`);
    await fillLarge(url, parts, passwordHash);
    // As a database is that has been in use for a while: without it the server would do this on its own, during the measuring.
    await database.sessionStore.query('vacuum (analyze)');
  }
  await database.asSystem(
    WHY,
    (tx) => tx.$executeRaw`update users set password_hash = ${passwordHash} where email like '%@large.example'`,
  );
}
