import { type Sql, sql } from '../../platform/postgres/sql.js';
import { companyDomain } from '../companies/index.js';

/** A link as it is published; `programme` names the programme of one's own that it earns by, `typed` what it was before. */
export type OwnLink = {
  title: string | null;
  url: string;
  typed: string;
  programme: string | null;
  note: string | null;
};
/** A link as it stands with a record, with the company that it is of, where that is known. */
type TypedLink = { title: string | null; url: string; company?: string | null };
/** A programme of one's own: whose links it makes, and how. */
export type LinkProgramme = { name: string; company: string | null; domain: string | null; pattern: string | null };

/** Where the address of a page goes in the way to make links of it. */
export const LINK_PLACE = '{link}';

/** The reader's programmes that run, as an array of `LinkProgramme` in a column. */
export const linkProgrammes: Sql = sql`
  (select coalesce(jsonb_agg(jsonb_build_object('name', ap.name, 'company', ap.company_id, 'domain', ${companyDomain(sql`ap.company_id`)},
    'pattern', ap.link_pattern) order by ap.name collate "und-x-icu", ap.id), '[]')
  from affiliate_programmes ap where ap.deleted_at is null and (ap.ended_on is null or ap.ended_on >= current_date))`;

/**
 * A link turned into one's own where a programme is that of its company, or of its domain or one above it. A programme without a
 * way to make links leaves it as it was typed, and says so.
 */
export function ownLink(link: TypedLink, programmes: readonly LinkProgramme[]): OwnLink {
  const typed = { title: link.title, url: link.url, typed: link.url, programme: null, note: null };
  const matching = programmes.filter((it) => matches(it, link)).sort((a, b) => closeness(b) - closeness(a));
  const programme = matching.find(({ pattern }) => pattern !== null);
  const url = programme && linkBy(programme.pattern ?? '', link.url);
  if (url) return { ...typed, url, programme: programme.name };
  return matching[0] ? { ...typed, note: `${matching[0].name} does not say how its links are made.` } : typed;
}

/** A link made by a programme's way: parameters to add, `?tag=mara-20`, or an address with `{link}` where the page's own goes. */
export function linkBy(pattern: string, address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  if (!pattern.startsWith('?')) return pattern.replaceAll(LINK_PLACE, encodeURIComponent(address));
  const url = new URL(address);
  for (const [name, value] of new URLSearchParams(pattern)) url.searchParams.set(name, value);
  return url.href;
}

/** Whether it is a way to make links. The place of a link is never the host: links would lead to whatever was typed. */
export function isLinkPattern(pattern: string): boolean {
  if (pattern.startsWith('?')) {
    const pairs = [...new URLSearchParams(pattern)];
    return pairs.length > 0 && pairs.every(([name, value]) => name !== '' && value !== '');
  }
  return /^https?:\/\/[^/?#{}\s]+[/?#]\S*$/i.test(pattern) && URL.canParse(pattern) && pattern.includes(LINK_PLACE);
}

function matches({ company, domain }: LinkProgramme, link: TypedLink): boolean {
  if (company !== null && company === link.company) return true;
  const host = hostOf(link.url);
  return domain !== null && host !== null && (host === domain || host.endsWith(`.${domain}`));
}

// The programme of a part of a site goes before that of the whole.
function closeness({ domain }: LinkProgramme): number {
  return domain?.length ?? 0;
}

function hostOf(address: string): string | null {
  return URL.canParse(address) ? new URL(address).hostname.replace(/^www\./, '') : null;
}
