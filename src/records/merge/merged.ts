import { type Reply, redirect } from '../../http/reply.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { raw, sql } from '../../platform/postgres/sql.js';
import { pathOf, type Target } from '../kinds.js';

/** Leads from an address of a record that was merged to the one that it belongs to now. */
export function leadOn(kept: Target, lost: string): Reply {
  return redirect(pathOf(kept), { text: `${lost} was merged into this ${kept.kind.one}.`, tone: 'plain' });
}

/** What is said over a form whose record was merged into that one meanwhile, and where to go on. */
export async function mergedMeanwhile(tx: WriteDoor, kept: Target) {
  const { table, one } = kept.kind;
  const [row] = await tx.$queryRaw<{ name: string }[]>(sql`select name from ${raw(table)} where id = ${kept.id}::uuid`);
  const name = row?.name ?? `another ${one}`;
  return {
    text: `This ${one} was merged into ${name} meanwhile, so nothing was saved. Make your change there.`,
    link: { href: pathOf(kept), label: `Open ${name}` },
  };
}
