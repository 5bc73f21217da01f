import { domainToUnicode } from 'node:url';

/** A link as it is published; `programme` names the programme of one's own that it earns by, `typed` what it was before. */
export type PackLink = {
  title: string | null;
  url: string;
  typed: string;
  programme: string | null;
  note: string | null;
};
/** A link as it stands with the episode, with the company that it is of, where that is known. */
export type TypedLink = { title: string | null; url: string; company?: string | null };
/** A programme of one's own: whose links it makes, and how. */
export type LinkProgramme = { name: string; company: string | null; domain: string | null; pattern: string | null };

const PLACE = '{link}';

/**
 * A link turned into one's own where a programme is that of its company, or of its domain or one above it. A programme without a
 * way to make links leaves it as it was typed, and says so.
 */
export function ownLink(link: TypedLink, programmes: readonly LinkProgramme[]): PackLink {
  const typed = { title: link.title, url: link.url, typed: link.url, programme: null, note: null };
  const matching = programmes.filter((it) => matches(it, link)).sort((a, b) => closeness(b) - closeness(a));
  const [programme] = matching.filter(({ pattern }) => pattern !== null);
  if (!programme) return matching[0] ? { ...typed, note: `${matching[0].name} says no way to make links` } : typed;
  const url = linkBy(programme.pattern ?? '', link.url);
  return url ? { ...typed, url, programme: programme.name } : typed;
}

/** A link made by a programme's way: parameters to add, `?tag=mara-20`, or an address with `{link}` where the page's own goes. */
export function linkBy(pattern: string, address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  if (!pattern.startsWith('?')) return pattern.replaceAll(PLACE, encodeURIComponent(address));
  const url = new URL(address);
  for (const [name, value] of new URLSearchParams(pattern)) url.searchParams.set(name, value);
  return url.href;
}

/** What is wrong with a way to make links; undefined for nothing. */
export function faultOfPattern(pattern: string): string | undefined {
  if (pattern.startsWith('?')) {
    const pairs = [...new URLSearchParams(pattern)];
    const isWhole = pairs.length > 0 && pairs.every(([name, value]) => name !== '' && value !== '');
    return isWhole ? undefined : 'Type a name and a value behind the question mark, such as ?tag=mara-20.';
  }
  // Not as the host: links would lead to whatever was typed.
  const isWeb = /^https?:\/\/[^/?#{}\s]+[/?#]\S*$/i.test(pattern) && URL.canParse(pattern);
  if (isWeb && pattern.includes(PLACE)) return undefined;
  return `Type what is added to a link, such as ?tag=mara-20, or a web address with ${PLACE} in it.`;
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

/** The host of a link as people read it. */
export function hostText(address: string): string {
  return domainToUnicode(hostOf(address) ?? '') || address;
}
