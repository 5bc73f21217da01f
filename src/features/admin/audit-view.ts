import { blankForm } from '../../http/form.js';
import { instant, plural } from '../../http/format.js';
import { viewUrl } from '../../http/list/page.js';
import { countText } from '../../http/list/view.js';
import type { PersonRequest } from '../../http/person.js';
import { AUDIT_ACTS } from '../../records/audit.js';
import { USERS } from './act-page.js';
import { AUDIT_FILTERS, type AuditAsked } from './audit-filter.js';
import type { AuditLine } from './audit-lines.js';
import { adminTabs } from './tabs.js';
import { inWords } from './words.js';

export const AUDIT = '/admin/audit';

/** Where a page of the log begins: behind the line of that id, older or newer ones. */
export type AuditPlace = { way: 'older' | 'newer'; id: string | undefined; position: number };

type Found = {
  asked: AuditAsked;
  /** One more than the page shows tells that there are others. */
  rows: AuditLine[];
  matching: number;
  place: AuditPlace;
  size: number;
  retentionDays: number;
};

/** Everything the page of the log prints. */
export function auditPage({ asked, rows, matching, place, size, retentionDays }: Found, req: PersonRequest) {
  const hasMore = rows.length > size;
  const shown = place.way === 'newer' ? rows.slice(0, size).reverse() : rows.slice(0, size);
  const start = Math.max(1, place.way === 'newer' ? place.position - shown.length : place.position);
  const turn = (way: string, line: AuditLine | undefined, position: number) =>
    line && viewUrl(AUDIT, req.query, { cursor: `${way}-${line.id}-${position}` });
  const hasOlder = place.way === 'newer' || hasMore;
  const hasNewer = place.way === 'newer' ? hasMore : place.id !== undefined;
  return {
    admin_tabs: adminTabs(AUDIT),
    path: AUDIT,
    form: {
      values: blankForm(Object.fromEntries(AUDIT_FILTERS.map((name) => [name, req.query[name]]))).values,
      errors: asked.faults,
    },
    acts: AUDIT_ACTS.map((act) => ({ value: act, label: inWords(act) })),
    kinds: asked.kinds.map((kind) => ({ value: kind, label: inWords(kind) })),
    filtered: asked.isFiltered,
    readable: Object.keys(asked.faults).length === 0,
    total: countText(matching),
    lines: shown.map((line) => lineView(line, req.person.timeZone)),
    csv_href: viewUrl(`${AUDIT}/export.csv`, req.query, {}),
    kept:
      retentionDays === 0 ? 'Lines are kept for good.' : `Lines are kept for ${plural(retentionDays, 'day', 'days')}.`,
    pager_links: {
      text: shown.length === 0 ? '0' : `${start}–${start + shown.length - 1} of ${countText(matching)}`,
      next: hasOlder ? turn('older', shown.at(-1), start + shown.length) : undefined,
      previous: hasNewer ? turn('newer', shown[0], start) : undefined,
    },
  };
}

function lineView(line: AuditLine, timeZone: string) {
  const { actor_id, subject_kind, subject_id } = line;
  return {
    at: instant(line.at, timeZone),
    machine: line.at.toISOString(),
    act: inWords(line.act),
    who: who(line),
    who_href: actor_id && line.actor ? `${USERS}/${actor_id}` : undefined,
    kind: subject_kind && inWords(subject_kind),
    what: subject_kind === 'user' ? (line.subject ?? subject_id) : subject_id,
    what_href: subject_kind === 'user' && line.subject ? `${USERS}/${subject_id}` : undefined,
    address: line.client_address,
    request: line.request_id,
  };
}

// Who fails to log in is not known; what a script does is nobody's.
function who({ actor_id, actor, client_address }: AuditLine): string {
  if (actor_id) return actor ?? `Gone: ${actor_id}`;
  return client_address ? 'Not logged in' : 'The server';
}
