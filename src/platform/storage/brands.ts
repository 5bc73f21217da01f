/**
 * What the brands of an ISO base media file say it is (ISO/IEC 14496-12, and the registry at mp4ra.org), the more particular
 * ones first: a picture's container names its codec beside the brands of its structure, a film names its sound's as well.
 */
const BRANDS: [type: string, brands: string[]][] = [
  ['image/heic', ['heic', 'heix', 'heim', 'heis']],
  ['image/heic-sequence', ['hevc', 'hevx', 'hevm', 'hevs']],
  ['image/avif', ['avif', 'avis', 'MA1A', 'MA1B']],
  ['image/avci', ['avci']],
  ['image/x-canon-cr3', ['crx ']],
  ['video/x-m4v', ['M4V ', 'M4VH', 'M4VP']],
  ['video/mp4', ['avc1', 'F4V ', 'F4P ', 'MSNV', 'XAVC']],
  ['audio/mp4', ['M4A ', 'M4B ', 'M4P ', 'F4A ', 'F4B ', 'NDAS']],
  ['audio/vnd.audible.aax', ['aax ', 'aaxc']],
  ['video/quicktime', ['qt  ', 'mqt ']],
  ['video/3gpp2', ['3g2a', '3g2b', '3g2c', 'KDDI']],
  ['video/mj2', ['mjp2', 'mj2s']],
  ['image/heif', ['mif1', 'mif2', 'miaf']],
  ['image/heif-sequence', ['msf1']],
];
/** What follows from a brand that stands first alone: many an MP4 says behind its own that players of these may open it. */
const OF_THE_FIRST_ALONE = ['video/x-m4v', 'video/quicktime', 'video/3gpp', 'video/3gpp2', 'video/mj2'];
/** Brands that say how a picture's file is built, and not what is in it. */
const STRUCTURE = ['image/heif', 'image/heif-sequence'];
/** Brands are four bytes each: the first, a version, and those that the file is compatible with. */
const FIRST = 8;
const COMPATIBLE = 16;

/** The media type of a file that begins with its brands; undefined where it does not. */
export function typeOfBrands(beginning: Buffer): string | undefined {
  if (beginning.toString('latin1', 4, 8) !== 'ftyp' || beginning.length < FIRST + 4) return undefined;
  const first = ofBrands([brandAt(beginning, FIRST)]);
  if (first && !STRUCTURE.includes(first)) return first;
  const compatible = ofBrands(compatibleOf(beginning));
  return compatible && !OF_THE_FIRST_ALONE.includes(compatible) ? compatible : (first ?? 'video/mp4');
}

function ofBrands(brands: string[]): string | undefined {
  const found = BRANDS.find(([, names]) => names.some((name) => brands.includes(name)))?.[0];
  return found ?? (brands.some((brand) => brand.startsWith('3g')) ? 'video/3gpp' : undefined);
}

function compatibleOf(beginning: Buffer): string[] {
  const end = Math.min(beginning.readUInt32BE(0), beginning.length);
  const brands: string[] = [];
  for (let at = COMPATIBLE; at + 4 <= end; at += 4) brands.push(brandAt(beginning, at));
  return brands;
}

function brandAt(beginning: Buffer, at: number): string {
  return beginning.toString('latin1', at, at + 4);
}
