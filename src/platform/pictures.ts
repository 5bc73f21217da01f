import { createHash } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import { onDisk, StorageAway } from './storage/away.js';
import { isHeic, type PictureType } from './storage/file-types.js';
import type { Arrived } from './storage/storage.js';

/** What was made of a picture, beside it. */
type Picture = { width: number; height: number; made: Arrived };
/** A small picture of somebody, as it lies at its path. */
type Portrait = { size: number; sha256: string; width: number; height: number };
/** Why nothing was made: it is none that can be shown, or this server's libvips was built without what decodes it. */
export type Unseen = 'no picture' | 'no decoder';

/** 50 megapixels: at four bytes each, 200 MB while one is decoded. */
const MAX_PIXELS = 50_000_000;
/** Decoded slowly, and in one go which no limit of time breaks off. */
const MAX_AVIF_PIXELS = 16_000_000;
const PORTRAIT_SIDE = 400;
const SIDES = { thumbnail: 480, large: 1600 } as const;
const LIMIT_S = 5;
/** What libvips calls them; AVIF is one of the kinds of heif. */
const FORMATS: Record<PictureType, string> = {
  'image/jpeg': 'jpeg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/avif': 'heif',
  'image/gif': 'gif',
  'image/heic': 'heif',
  'image/heic-sequence': 'heif',
  'image/heif': 'heif',
  'image/heif-sequence': 'heif',
};
/** What libheif says of a kind of compression that it was built without; sharp's own build reads AVIF alone. */
const NO_DECODER = /not been built in|unsupported codec/i;

// One at a time, on one thread: pictures must not take the processor and the memory from the pages.
sharp.concurrency(1);
sharp.cache(false);
let last: Promise<unknown> = Promise.resolve();

/**
 * Makes WebP renditions of a picture, upright and without its metadata (which tells where it was taken); of one that moves, its
 * first frame. 'no picture' when it is not what it seems, does not decode, is too large or too slow, or has not had its turn before
 * `until`. Throws `StorageAway` where the disk does not take what was made.
 */
export function renditionsOf(path: string, type: PictureType, until: number): Promise<Picture | Unseen> {
  return inTurn(until, () => render(path, type));
}

/**
 * Makes a small picture of somebody at `to`, upright and without metadata; of one that moves, its first frame. 'no picture' as above.
 */
export function portraitOf(path: string, to: string, type: PictureType, until: number): Promise<Portrait | Unseen> {
  return inTurn(until, () => drawPortrait(path, to, type));
}

function inTurn<T>(until: number, work: () => Promise<T | Unseen>): Promise<T | Unseen> {
  const mine = last.then(() => (Date.now() < until ? work() : 'no picture'));
  last = mine.catch(() => undefined);
  return mine;
}

async function drawPortrait(path: string, to: string, type: PictureType): Promise<Portrait | Unseen> {
  try {
    const original = opened(path, type);
    if ((await original.metadata()).format !== FORMATS[type]) return 'no picture';
    const { data, info } = await original
      .autoOrient()
      .resize(PORTRAIT_SIDE, PORTRAIT_SIDE, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 85 })
      .timeout({ seconds: LIMIT_S })
      .toBuffer({ resolveWithObject: true });
    await onDisk(path, () => writeFile(to, data, { mode: 0o600, flush: true }));
    const sha256 = createHash('sha256').update(data).digest('hex');
    return { size: data.length, sha256, width: info.width, height: info.height };
  } catch (error) {
    await rm(to, { force: true }).catch(() => undefined);
    if (error instanceof StorageAway) throw error;
    return 'no picture';
  }
}

function opened(path: string, type: PictureType): Sharp {
  const limitInputPixels = type === 'image/avif' ? MAX_AVIF_PIXELS : MAX_PIXELS;
  return sharp(path, { limitInputPixels, failOn: 'error', pages: 1 });
}

async function render(path: string, type: PictureType): Promise<Picture | Unseen> {
  const made: Arrived = { thumbnail: `${path}.thumbnail`, large: `${path}.large` };
  try {
    const original = opened(path, type);
    const { format, autoOrient } = await original.metadata();
    if (format !== FORMATS[type]) return 'no picture';
    let from = original.autoOrient();
    // The small one is made from the large one: the original is decoded once.
    for (const rendition of ['large', 'thumbnail'] as const) {
      const side = SIDES[rendition];
      const bytes = await from
        .resize(side, side, { fit: 'inside', withoutEnlargement: true })
        .webp({ quality: 82 })
        .timeout({ seconds: LIMIT_S })
        .toBuffer();
      await onDisk(path, () => writeFile(made[rendition] as string, bytes, { mode: 0o600, flush: true }));
      from = sharp(bytes);
    }
    return { width: autoOrient.width, height: autoOrient.height, made };
  } catch (error) {
    for (const half of Object.values(made)) await rm(half, { force: true }).catch(() => undefined);
    if (error instanceof StorageAway) throw error;
    if (isHeic(type) && NO_DECODER.test(String(error))) return 'no decoder';
    // A damaged picture, or one that was made to do harm: it is kept as any other file.
    return 'no picture';
  }
}
