import { join } from 'node:path';

/** What is kept under an attachment's id: the bytes as they came, and what was made of a picture. */
export const RENDITIONS = ['original', 'thumbnail', 'large'] as const;
export type Rendition = (typeof RENDITIONS)[number];
export type StoredFile = { id: string; rendition: Rendition; size: number; mtimeMs: number };

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const STORED = new RegExp(`^(${UUID})(?:\\.(thumbnail|large))?$`);

/** Where a file lies in its folder. By the id's end: its beginning is the time, and one folder would hold all of a year. */
export function storedName(id: string, rendition: Rendition): string {
  const file = rendition === 'original' ? id : `${id}.${rendition}`;
  return join(id.slice(-4, -2), id.slice(-2), file);
}

/** What a file's own name says of it; undefined for one that is none of ours. */
export function renditionOf(name: string): { id: string; rendition: Rendition } | undefined {
  const [, id, rendition = 'original'] = STORED.exec(name) ?? [];
  return id ? { id, rendition: rendition as Rendition } : undefined;
}
