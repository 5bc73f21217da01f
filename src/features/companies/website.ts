import { domainToUnicode } from 'node:url';
import { isWebAddress } from '../../records/fields/index.js';

const MAX_DOMAIN = 253;

/** An address as it is kept and the domain it stands for; undefined for what is no web address. `https` where none was typed. */
export function readWebsite(typed: string): { website: string; domain: string } | undefined {
  // Browsers take what stands for slashes, none of them or three, and so may whoever copied it.
  const [, scheme = 'https', rest = ''] = /^(?:(https?):)?[/\\]*(.*)$/is.exec(typed) ?? [];
  const address = `${scheme.toLowerCase()}://${rest}`;
  if (/\s/.test(address) || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  const domain = url.hostname.replace(/\.$/, '').replace(/^www\./, '');
  const isWeb = (url.protocol === 'https:' || url.protocol === 'http:') && url.username === '' && url.password === '';
  // An address by number, or a machine's bare name, is nobody's domain.
  const isPublic = /^[a-z0-9_-]+(\.[a-z0-9_-]+)*\.(?!\d+$)[a-z0-9-]{2,}$/.test(domain) && domain.length <= MAX_DOMAIN;
  return isWeb && isPublic ? { website: tidy(url, rest), domain } : undefined;
}

/** A domain in the letters of its language. */
export function domainText(domain: string): string {
  return domainToUnicode(domain) || domain;
}

// The host as everybody writes it, in the letters of its language; what stands behind it as it was typed.
function tidy({ protocol, hostname, port }: URL, rest: string): string {
  const [host = ''] = /^[^/\\?#]*/.exec(rest) ?? [];
  const named = /^[!-~]*$/.test(host) ? hostname : domainToUnicode(hostname);
  return `${protocol}//${named.replace(/\.$/, '')}${port && `:${port}`}${rest.slice(host.length).replace(/^\\/, '/')}`;
}

/** An address as it is kept; undefined for what is no web address. */
export function keptWebsite(typed: string): string | undefined {
  return readWebsite(typed)?.website;
}

const MOST_LINKS = 20;

/** What is wrong with links, one a line; undefined for nothing. */
export function faultOfLinks(links: string[]): string | undefined {
  if (links.length > MOST_LINKS) return `Type ${MOST_LINKS} links at most.`;
  return links.every(isWebAddress) ? undefined : 'Type one web address a line, such as https://example.com/name.';
}
