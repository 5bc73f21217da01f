const ATOM = "[\\p{L}\\p{M}\\p{N}!#$%&'*+/=?^_`{|}~-]+";
const QUOTED = '"(?:[^"\\\\\\p{C}]|\\\\[\\x20-\\x7e])+"';
const LABEL = '[\\p{L}\\p{N}](?:[\\p{L}\\p{M}\\p{N}-]*[\\p{L}\\p{M}\\p{N}])?';
const ADDRESS = new RegExp(`^(${ATOM}(?:\\.${ATOM})*|${QUOTED})@${LABEL}(?:\\.${LABEL})*$`, 'u');
/** As RFC 5321 bounds them. */
const LONGEST = 254;
const LONGEST_LOCAL = 64;

/** Whether mail can be sent to it, as far as its form tells: local parts may be quoted, and of any script. */
export function isMailAddress(text: string): boolean {
  const local = ADDRESS.exec(text)?.[1];
  return local !== undefined && text.length <= LONGEST && Buffer.byteLength(local) <= LONGEST_LOCAL;
}

/** Who a mail is from or to. */
export type Mailbox = { name: string | null; address: string };

/** Reads `address` or `Name <address>`; undefined where it is neither, or holds a line break. */
export function readMailbox(text: string): Mailbox | undefined {
  const [, quoted, plain, inBrackets] = /^(?:"([^"\p{C}]*)"|([^"<>\p{C}]*?))\s*<([^<>]+)>$/u.exec(text) ?? [];
  const address = inBrackets ?? text;
  if (!isMailAddress(address)) return undefined;
  return { name: (quoted ?? plain ?? '').trim() || null, address };
}
