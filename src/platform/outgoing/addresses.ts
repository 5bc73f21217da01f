import { BlockList, isIP } from 'node:net';

/** Of IPv4: what is nobody's on the internet (RFC 6890 and its like), what is many's at once, and the metadata of Azure. */
const CLOSED_4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
/**
 * Of IPv6 only what is handed out as global is open. So loopback, link-local, unique local, multicast, mapped IPv4 (`::ffff:0:0/96`)
 * and NAT64 (`64:ff9b::/96`, `64:ff9b:1::/48`) are closed without being named. In it: Teredo and 6to4 hold an IPv4 address.
 */
const OPEN_6 = ['2000::/3'];
const CLOSED_6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

const closed4 = listOf(CLOSED_4, 'ipv4');
const open6 = listOf(OPEN_6, 'ipv6');
const closed6 = listOf(CLOSED_6, 'ipv6');

/** Whether a list of addresses holds this one; nothing that is no address, or is bound to an interface, is in any. */
export function isListed(list: BlockList | undefined, address: string): boolean {
  const family = familyOf(address);
  return family !== undefined && (list?.check(address, family) ?? false);
}

/** Whether an address is one of the internet's, which requests that people ask for may go to. */
export function isOfTheInternet(address: string): boolean {
  const family = familyOf(address);
  if (family === 'ipv4') return !closed4.check(address, family);
  return family === 'ipv6' && open6.check(address, family) && !closed6.check(address, family);
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  if (address.includes('%')) return undefined;
  return ({ 4: 'ipv4', 6: 'ipv6' } as const)[isIP(address) as 4 | 6];
}

function listOf(ranges: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits = ''] = range.split('/');
    list.addSubnet(address, Number(bits), family);
  }
  return list;
}
