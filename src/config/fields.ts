import { BlockList, isIP } from 'node:net';
import { z } from 'zod';

/** A whole number from `min` to `max`. */
export function whole(name: string, fallback: number, min: number, max: number) {
  const fault = `${name} must be a whole number from ${min} to ${max}.`;
  return z
    .string()
    .regex(/^\d{1,15}$/, fault)
    .transform(Number)
    .refine((value) => value >= min && value <= max, fault)
    .default(fallback);
}

/** A share of all: from 0 for none to 1 for each. */
export function share(name: string, fallback: number) {
  const fault = `${name} must be a number from 0 to 1, such as 0.1.`;
  return z
    .string()
    .regex(/^(0|1|0?\.\d{1,6}|1\.0{1,6})$/, fault)
    .transform(Number)
    .default(fallback);
}

/** How many days something is kept: 0 for good, else not fewer than `least`. */
export function retention(name: string, { least, most }: { least: number; most: number }) {
  const fault = `${name} must be 0, which keeps all, or a whole number from ${least} to ${most}.`;
  return z
    .string()
    .regex(/^\d{1,15}$/, fault)
    .transform(Number)
    .refine((days) => days === 0 || (days >= least && days <= most), fault)
    .default(0);
}

/** One of the words. */
export function oneOf<const T extends readonly [string, ...string[]]>(name: string, words: T) {
  return z.enum(words, `${name} must be one of: ${words.join(', ')}.`);
}

/** `true` or `false`. */
export function yesOrNo(name: string) {
  return oneOf(name, ['true', 'false']).transform((word) => word === 'true');
}

/** A text that `isRight` accepts; else the sentence is `NAME must be …`. */
export function textThat(name: string, mustBe: string, isRight: (value: string) => boolean) {
  return z.string().refine(isRight, `${name} must be ${mustBe}.`);
}

/** A comma-separated list of whole numbers. */
export function wholes(name: string, fallback: number[], min: number, max: number) {
  const fault = `${name} must be a comma-separated list of whole numbers from ${min} to ${max}.`;
  return z
    .string()
    .regex(/^\s*\d{1,9}\s*(,\s*\d{1,9}\s*)*$/, fault)
    .transform((value) => value.split(',').map(Number))
    .refine((values) => values.every((value) => value >= min && value <= max), fault)
    .default(fallback);
}

/** `SESSION_SECRET`: newest first. */
export function sessionSecrets() {
  const fault = 'SESSION_SECRET must be 32 characters or more; several are separated by commas, the newest first.';
  return z
    .string()
    .transform(parts)
    .refine((secrets) => secrets.every((secret) => secret.length >= 32), fault);
}

/** `ENCRYPTION_KEY`: `id:base64` of 32 bytes, newest first. */
export function encryptionKeys() {
  const fault =
    'ENCRYPTION_KEY must be id:base64 of 32 bytes, the id of letters and digits; several, each with its own id, are separated by commas, the newest first.';
  return z.string().transform((value, context) => {
    const keys = parts(value).map(encryptionKey);
    const ids = new Set(keys.map((key) => key?.id));
    if (keys.every((key) => key !== undefined) && ids.size === keys.length) return keys;
    context.addIssue({ code: 'custom', message: fault });
    return z.NEVER;
  });
}

function encryptionKey(value: string): { id: string; key: Buffer } | undefined {
  const [, id, base64] = /^([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/]{43}=)$/.exec(value) ?? [];
  return id && base64 ? { id, key: Buffer.from(base64, 'base64') } : undefined;
}

/** `TRUST_PROXY`, as Express wants it. Who trusts everybody believes any address a client claims: refused. */
export function trustProxy() {
  const fault =
    'TRUST_PROXY must be a number of hops from 1 to 32, or a comma-separated list of addresses, CIDR ranges and the names loopback, linklocal, uniquelocal; all senders at once cannot be trusted.';
  return z
    .string()
    .default('loopback')
    .transform((value, context): string | number | string[] => {
      const list = parts(value);
      const hops = /^\d{1,2}$/.test(value) ? Number(value) : undefined;
      if (hops !== undefined && hops >= 1 && hops <= 32) return hops;
      if (list.every(isProxy)) return list.length === 1 ? (list[0] as string) : list;
      context.addIssue({ code: 'custom', message: fault });
      return z.NEVER;
    });
}

function isProxy(value: string): boolean {
  return ['loopback', 'linklocal', 'uniquelocal'].includes(value) || isRange(value);
}

/** A comma-separated list of addresses and CIDR ranges; a range of everybody is refused. */
export function allowlist(name: string) {
  const fault = `${name} must be a comma-separated list of addresses and CIDR ranges.`;
  return z
    .string()
    .refine((value) => parts(value).every(isRange), fault)
    .transform((value) => {
      const list = new BlockList();
      for (const [address = '', bits] of parts(value).map((part) => part.split('/'))) {
        const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
        list.addSubnet(address, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family);
      }
      return list;
    });
}

/** Origins, parted by commas, each as browsers send it. */
export function origins(name: string, isOrigin: (value: string) => boolean) {
  const fault = `${name} must be http or https addresses without a path, parted by commas, such as https://tools.example.org.`;
  return z
    .string()
    .refine((value) => parts(value).length > 0 && parts(value).every(isOrigin), fault)
    .transform((value) => [...new Set(parts(value).map((part) => new URL(part).origin))]);
}

function isRange(value: string): boolean {
  const [address = '', range, ...rest] = value.split('/');
  const bits = { 0: 0, 4: 32, 6: 128 }[isIP(address)] ?? 0;
  if (bits === 0 || rest.length > 0) return false;
  return range === undefined || (/^\d{1,3}$/.test(range) && Number(range) >= 1 && Number(range) <= bits);
}

/** The parts of a comma-separated value, without the blanks around them. */
function parts(value: string): string[] {
  return value.split(',').map((part) => part.trim());
}

/** The URL, or undefined when it is none. */
export function parseUrl(value: string): URL | undefined {
  return URL.canParse(value) ? new URL(value) : undefined;
}
