import type { ReadDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { domainText, readWebsite } from './website.js';

export type Likely = { id: string; name: string; domain: string | null };
type Asked = { name: string; website: string; except?: string | null };

const AT_MOST = 5;
/** How much of two names must agree (trigrams, 0 to 1) for one to be shown when the other is typed. */
const LIKENESS = 0.45;

/** Companies that are likely the same as the one typed: of its domain, or of nearly its name; the closest first. */
export async function likelySame(
  db: Pick<ReadDoor, 'rows'>,
  { name, website, except = null }: Asked,
): Promise<Likely[]> {
  const typed = name.trim().replace(/\s+/g, ' ');
  const domain = readWebsite(website.trim())?.domain ?? null;
  if ([...typed].length < 2 && domain === null) return [];
  return db.rows<Likely>(sql`
    select c.id::text, c.name, c.domain from companies c
    where c.deleted_at is null and c.id is distinct from ${except}::uuid
      and (c.domain = ${domain} or (c.name_key % lower(${typed}) and similarity(c.name_key, lower(${typed})) >= ${LIKENESS}::real))
    order by (c.domain = ${domain}) is true desc, similarity(c.name_key, lower(${typed})) desc, c.name_key limit ${AT_MOST}`);
}

/** Likely ones as a form shows them; `seen` is what it sends back, so that nobody is asked twice about the same. */
export function likelyView(likely: Likely[]) {
  return {
    likely: likely.map(({ id, name, domain }) => ({
      name,
      href: `/companies/${id}`,
      detail: domain === null ? '' : domainText(domain),
    })),
    seen: likely.map(({ id }) => id).join(' '),
  };
}

/** The likely ones that a form had not shown yet. */
export function unseen(likely: Likely[], seen: unknown): Likely[] {
  const shown = typeof seen === 'string' ? seen.split(' ') : [];
  return likely.filter(({ id }) => !shown.includes(id));
}
