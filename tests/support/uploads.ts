import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { storedName } from '../../src/platform/storage/files.js';
import type { TestDatabase } from './database.js';
import type { Visitor } from './visitor.js';

export type SentFile = { name: string; body: Buffer | string; type?: string };
type FileRow = {
  id: string;
  name: string;
  size: number;
  media_type: string;
  sha256: string;
  width: number | null;
  height: number | null;
  in_fallback: boolean;
};

/** The token that a visitor's forms carry. */
export async function tokenOf(visitor: Visitor): Promise<string> {
  const page = await visitor.get('/account');
  return /name="csrf_token" value="([^"]*)"/.exec(page.text)?.[1] ?? '';
}

/** Sends files to a record as a browser sends a form: the token first. */
export async function sendFiles(visitor: Visitor, path: string, files: SentFile[]) {
  const token = await tokenOf(visitor);
  const request = visitor.agent.post(`${path}/files`).set('Accept', 'text/html').field('csrf_token', token);
  for (const { name: filename, body, type } of files)
    request.attach('files', Buffer.from(body as string), { filename, ...(type ? { contentType: type } : {}) });
  return request;
}

/** Sends a form with files as a browser does, its parts in this order behind the tokens of the page at `from`. */
export async function sendForm(visitor: Visitor, from: string, path: string, parts: [string, string | SentFile][]) {
  const page = (await visitor.get(from)).text;
  const request = visitor.agent.post(path).set('Accept', 'text/html');
  for (const token of ['csrf_token', 'form_page']) {
    const value = new RegExp(`name="${token}" value="([^"]*)"`).exec(page)?.[1];
    if (value) request.field(token, value);
  }
  for (const [name, part] of parts) {
    if (typeof part === 'string') request.field(name, part);
    else request.attach(name, Buffer.from(part.body as string), { filename: part.name });
  }
  return request;
}

/** The rows of an item's files, in the order in which they came. */
export function fileRows(db: TestDatabase, item: string): Promise<FileRow[]> {
  return db.rows<FileRow>('select * from attachments where inventory_item_id = $1 order by created_at, id', [item]);
}

/** What lies in a storage folder under a name of its own. */
export async function keptIn(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  return names.filter((name) => /^[0-9a-f]{2}\/[0-9a-f]{2}\/./.test(name)).sort();
}

/** What lies there under a temporary name. */
export async function arrivingIn(...folders: string[]): Promise<string[]> {
  const names = await Promise.all(folders.map((it) => readdir(join(it, 'arriving')).catch(() => [])));
  return names.flat();
}

/** Whether the folder holds exactly the bytes that the row tells of. */
export async function isWhole(folder: string, { id, size, sha256 }: FileRow): Promise<boolean> {
  const bytes = await readFile(join(folder, storedName(id, 'original'))).catch(() => undefined);
  return bytes?.length === size && createHash('sha256').update(bytes).digest('hex') === sha256;
}
