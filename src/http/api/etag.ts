import { createHash } from 'node:crypto';
import { ApiRefusal } from './problem.js';
import type { ApiRequest } from './route.js';

type Versioned = { version: number };

/**
 * The ETag of a record: its version, which a change is held against, and a digest of all that is told of it, since tags and the names
 * of what it refers to change without a new version.
 */
export function etagOf(record: Versioned): string {
  return `"${record.version}-${createHash('sha256').update(JSON.stringify(record)).digest('base64url').slice(0, 16)}"`;
}

/**
 * The version that If-Match was sent for; undefined where it was not sent, or for whichever stands there. A proxy that compresses may
 * have marked the tag as weak: the version in it is the same. Throws where it is none of ours.
 */
export function versionMeant(req: ApiRequest, current: Versioned): number | undefined {
  const sent = req.get('if-match')?.trim();
  if (sent === undefined || sent === '*') return undefined;
  const versions = sent.split(',').map((tag) => Number(/^(?:W\/)?"([1-9]\d{0,8})(?:-[\w-]*)?"$/.exec(tag.trim())?.[1]));
  if (versions.includes(current.version)) return current.version;
  throw changedMeanwhile(current);
}

/** The refusal of a change that was meant for another version, with the one that stands there. */
export function changedMeanwhile(current: Versioned): ApiRefusal {
  return new ApiRefusal(
    {
      status: 412,
      title: 'It was changed meanwhile',
      detail: 'Nothing was saved: the change was meant for another version. What stands there now is in `current`.',
      current,
    },
    { ETag: etagOf(current) },
  );
}
