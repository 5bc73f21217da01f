import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Request, RequestHandler, Response } from 'express';
import { projectRoot } from '../platform/project-root.js';

const FOLDER = join(projectRoot, 'public');
const YEAR_S = 31_536_000;
const WORKER = /^\/build\/recording-worker-[^/]*\.js$/;
const HASHED = /^\/build\/.*-[A-Za-z0-9]{10}\.[a-z0-9]+$/;
/** What the build lays beside a file that is worth compressing, the smaller first. */
const ENCODINGS = { br: '.br', gzip: '.gz' } as const;

type Encoding = keyof typeof ENCODINGS;
type File = { etag: string; bytes: Buffer; compressed: Partial<Record<Encoding, Buffer>> };

/**
 * Serves public/ from memory: what the build named by a hash of its content browsers may keep for good. `changing`: files come and go
 * while the app runs, so they are read each time.
 */
export function staticFiles({ changing = false } = {}): RequestHandler {
  const files = readFiles();
  return (req, res, next) => {
    if (req.method !== 'GET' && req.method !== 'HEAD') return next();
    const file = (changing ? readFiles() : files).get(req.path);
    if (!file) return next();
    sendFile(req, res, file);
  };
}

function sendFile(req: Request, res: Response, { etag, bytes, compressed }: File): void {
  res.locals.file = true;
  // It stands in for pages of episodes alone.
  if (WORKER.test(req.path)) res.setHeader('Service-Worker-Allowed', '/guide/');
  res.setHeader(
    'Cache-Control',
    HASHED.test(req.path) ? `public, max-age=${YEAR_S}, immutable` : 'public, max-age=3600',
  );
  res.setHeader('ETag', etag);
  const kinds = Object.keys(compressed) as Encoding[];
  if (kinds.length > 0) res.setHeader('Vary', 'Accept-Encoding');
  if (req.fresh) return void res.status(304).end();
  // One by one: of all together the one is chosen that the browser names first, and each names gzip first.
  const encoding = kinds.find((kind) => req.acceptsEncodings(kind));
  if (encoding) res.setHeader('Content-Encoding', encoding);
  res.type(extname(req.path)).send((encoding && compressed[encoding]) || bytes);
}

function readFiles(): Map<string, File> {
  const ofCompressed = Object.values(ENCODINGS) as string[];
  const paths = readdirSync(FOLDER, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !ofCompressed.includes(extname(entry.name)))
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(paths.map((path) => [path.slice(FOLDER.length), fileAt(path)]));
}

function fileAt(path: string): File {
  const bytes = readFileSync(path);
  const compressed = Object.entries(ENCODINGS).flatMap(([encoding, ending]) =>
    existsSync(path + ending) ? [[encoding, readFileSync(path + ending)]] : [],
  );
  // Weak: the same bytes go out in several encodings.
  const etag = `W/"${createHash('sha256').update(bytes).digest('base64url').slice(0, 20)}"`;
  return { etag, bytes, compressed: Object.fromEntries(compressed) };
}
