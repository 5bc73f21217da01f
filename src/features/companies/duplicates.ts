import { normalForm } from '../../http/normal-form.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import type { Likely } from '../../records/record/draft.js';
import { domainText, readWebsite } from './website.js';

const AT_MOST = 5;
/** How much of two names must agree (trigrams, 0 to 1) for one to be shown when the other is typed. */
const LIKENESS = 0.45;

/** Companies that are likely the same as the one typed: of its domain, or of nearly its name; the closest first. */
export async function likelyCompanies(
  db: Pick<ReadDoor, 'rows'>,
  { name, website }: { name: string; website: string | null },
  except: string | null,
): Promise<Likely[]> {
  const typed = normalForm(name);
  const domain = readWebsite((website ?? '').trim())?.domain ?? null;
  if (typed === '' && domain === null) return [];
  const found = await db.rows<{ id: string; name: string; domain: string | null }>(
    sql`
    select c.id::text, c.name, c.domain from companies c
    where c.deleted_at is null and c.id is distinct from ${except}::uuid
      and (c.domain = ${domain} or (c.name_key % ${typed} and similarity(c.name_key, ${typed}) >= ${LIKENESS}::real))
    order by (c.domain = ${domain}) is true desc, similarity(c.name_key, ${typed}) desc, c.name_key limit ${AT_MOST}`,
    'anew',
  );
  return found.map((it) => ({
    id: it.id,
    name: it.name,
    by: domain !== null && it.domain === domain ? 'website' : 'name',
    detail: it.domain === null ? '' : domainText(it.domain),
  }));
}
