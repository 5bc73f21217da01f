import { isHeic, isPictureType, UNKNOWN_TYPE } from '../../platform/storage/file-types.js';
import type { Storage } from '../../platform/storage/storage.js';
import { MAX_PICTURE_BYTES } from './limits.js';
import type { Incoming, ReceivedFile, Sent } from './received.js';

/** What the pictures of one form may take, their turns awaited: nobody's pictures hold up the forms of others for long. */
const PICTURES_MS = 20_000;

/** Gives all of them their names, with what was made of the pictures; or none. */
export async function keepAll(storage: Storage, incoming: Incoming[], makes?: 'portrait'): Promise<Sent> {
  const kept: ReceivedFile[] = [];
  const until = Date.now() + PICTURES_MS;
  try {
    for (const file of incoming) kept.push(await (makes ? keepPortrait : keep)(storage, file, until));
    return { files: kept, unused: [] };
  } catch (error) {
    for (const { path } of incoming) {
      await storage.drop({ original: path, thumbnail: `${path}.thumbnail`, large: `${path}.large` });
      await storage.drop({ original: portraitPath(path) });
    }
    for (const { id } of kept) await storage.remove(id).catch(() => undefined);
    throw error;
  }
}

async function keep(storage: Storage, { path, type, ...file }: Incoming, until: number): Promise<ReceivedFile> {
  const made = isPictureType(type) ? await (await pictures()).renditionsOf(path, type, until) : undefined;
  const [picture, unseen] = typeof made === 'string' ? [undefined, made] : [made, undefined];
  const { inFallback } = await storage.keep(file.id, { original: path, ...picture?.made });
  const mediaType = unseen === 'no picture' ? UNKNOWN_TYPE : type;
  return { ...file, mediaType, width: picture?.width ?? null, height: picture?.height ?? null, inFallback, unseen };
}

// What came is looked at and goes: its bytes may hold more than a picture, such as where it was taken, or a page.
async function keepPortrait(storage: Storage, { path, type, ...file }: Incoming, until: number): Promise<ReceivedFile> {
  const nothing = { ...file, mediaType: UNKNOWN_TYPE, width: null, height: null, inFallback: false };
  const isFit = isPictureType(type) && !isHeic(type) && file.size <= MAX_PICTURE_BYTES;
  const portrait = isFit ? await (await pictures()).portraitOf(path, portraitPath(path), type, until) : 'no picture';
  await storage.drop({ original: path });
  if (typeof portrait === 'string') return { ...nothing, unseen: portrait };
  const { inFallback } = await storage.keep(file.id, { original: portraitPath(path) });
  return { ...file, ...portrait, mediaType: 'image/webp', inFallback, unseen: undefined };
}

// What decodes pictures takes memory that a process without any is spared.
const pictures = () => import('../../platform/pictures.js');
const portraitPath = (path: string) => `${path}.portrait`;
