import { Conflict } from '../../platform/errors.js';
import { sql } from '../../platform/postgres/sql.js';
import { alikeNames } from '../../records/merge/alike.js';
import type { Merging } from '../../records/merge/merging.js';
import { categoryName } from './named.js';

/**
 * What a merge of two templates does. The versions of the one that becomes a part of the other stay with it: mails that were
 * sent name them, and their numbers are its own.
 */
export const templateMerging: Merging = {
  joined: [],
  links: [],
  async prepare(tx, _ledger, { kept, lost }) {
    const drafts = await tx.$queryRaw<{ name: string }[]>(
      sql`select name from templates where id in (${kept}::uuid, ${lost}::uuid) and state = 'draft'`,
    );
    // What the others see would become a part of what they do not.
    if (drafts.length === 1) throw new Conflict(`${drafts[0]?.name} is a draft. Share it first, then merge the two.`);
  },
  alike: (most) => alikeNames('templates', most),
  detail: categoryName(sql`c.category`),
};
