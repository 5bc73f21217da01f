import { formatDate, formatMoney, shortInstant } from '../../../http/format.js';
import type { PersonRequest } from '../../../http/person.js';
import { page, type Reply } from '../../../http/reply.js';
import type { ReadDoor } from '../../../platform/postgres/database.js';
import { COUNTRY_LABELS } from '../../companies/index.js';
import { COMPENSATION_LABELS, DELIVERABLE_LABELS, PLATFORM_LABELS } from '../choices.js';
import { calledDeliverable, type Deliverables } from '../deliverables.js';
import type { CollabData } from '../fields.js';
import { COLLABS } from '../kind.js';
import { DELIVERABLE_STATES, OUT } from '../states.js';
import { disclosurePath } from './begun.js';
import { aboutOf, checklist, type Item, openOf, progressOf, waitsFor } from './checklist.js';
import { reasonGiven, type Tick, ticksEver } from './queries.js';
import { US_RULES } from './rules.js';

/** A deliverable with the collab that it belongs to. */
export type OfDeliverable = {
  collab: CollabData & { id: string; name: string; version: number };
  row: Deliverables[number];
};

/** The list of a deliverable with its ticks and their proofs, why it has these items, and what it waits for. */
export async function showDisclosure(
  db: Pick<ReadDoor, 'row' | 'rows'>,
  req: PersonRequest,
  { collab, row }: OfDeliverable,
): Promise<Reply> {
  const ever = await ticksEver(db, String(row.row));
  const standing = ever.filter((tick) => tick.taken_back_at === null);
  const items = checklist(aboutOf(collab, row), standing);
  const open = openOf(items);
  const back = `${COLLABS.path}/${collab.id}`;
  const path = disclosurePath(collab.id, row.row);
  const isOut = OUT.includes(row.state);
  const { timeZone } = req.person;
  return page('collabs/disclosure.njk', {
    kind: COLLABS,
    collab: { name: collab.name, path: back },
    path,
    name: calledDeliverable(row),
    may_write: req.person.role !== 'VIEWER',
    look: DELIVERABLE_STATES.of(row.state),
    progress_of: progressOf(items),
    items: items.map((item) => itemView(item, { back, path, timeZone })),
    was: items.flatMap(({ id, tick }) => (tick ? [id] : [])).join(','),
    gate:
      isOut || open.length === 0
        ? null
        : { title: waitsFor(open), action: `${path.replace(/\/disclosure$/, '')}/mark-live` },
    live: isOut || open.length > 0 ? null : `${path.replace(/\/disclosure$/, '')}/mark-live`,
    version: String(collab.version),
    reason: row.live_reason && {
      text: row.live_reason,
      given: givenBy(await reasonGiven(db, collab.id, String(row.row), row.live_reason), timeZone),
    },
    why: whyOf(collab, row),
    sources: [...new Map(items.map(({ source }) => [source.href, source])).values()],
    earlier: earlierOf(ever, timeZone),
  });
}

function itemView({ id, text, words, tick }: Item<Tick>, at: { back: string; path: string; timeZone: string }) {
  return {
    id,
    text,
    words,
    href: `${at.path}/${id}`,
    tick: tick && {
      by: tick.by ?? 'Someone who has left',
      at: shortInstant(tick.at, at.timeZone),
      version: tick.rules_version === US_RULES.version ? null : tick.rules_version,
      proven: tick.proven,
      place: tick.place,
      ...(tick.file && {
        file: {
          name: tick.file,
          href: `${at.back}/files/${tick.file_id}`,
          icon: tick.is_image ? 'image' : 'file-text',
        },
      }),
      ...(tick.proof_link && { link: { href: tick.proof_link, text: withoutScheme(tick.proof_link) } }),
    },
  };
}

const withoutScheme = (address: string) => address.replace(/^https?:\/\/(www\.)?/i, '').replace(/\/$/, '');

function givenBy(given: { by: string | null; at: Date } | undefined, timeZone: string): string {
  return given ? `${given.by ?? 'Someone who has left'}, ${shortInstant(given.at, timeZone)}` : '';
}

function whyOf(collab: OfDeliverable['collab'], row: OfDeliverable['row']) {
  const { compensation, fee, in_kind_value: inKind, currency, territory } = collab;
  const money = (minor: number | null) => (minor ? `${formatMoney(minor, currency)} ${currency}` : '');
  const pay = [COMPENSATION_LABELS[compensation], money(fee), inKind ? `in kind ${money(inKind)}` : ''];
  const earns = [collab.tracking_link ? 'a tracking link' : '', collab.promo_code ? `code ${collab.promo_code}` : ''];
  const elsewhere = territory !== null && territory !== 'US';
  return [
    { label: 'Pay', value: pay.filter(Boolean).join(', ') },
    { label: 'Earns by', value: earns.filter(Boolean).join(', ') },
    { label: 'What', value: DELIVERABLE_LABELS[row.kind] },
    { label: 'Platform', value: row.platform ? PLATFORM_LABELS[row.platform] : 'Not chosen' },
    { label: 'Rules of', value: US_RULES.country },
    { label: 'Version', value: US_RULES.version },
    {
      label: 'Aimed at',
      value: elsewhere ? `${COUNTRY_LABELS[territory] ?? territory}, whose rules are not kept here` : '',
    },
    { label: 'Live planned', value: row.live_on ? formatDate(row.live_on) : '' },
  ].filter(({ value }) => value !== '');
}

const NAMES = new Map(US_RULES.rules.map(({ id, text }) => [id, text]));

// What was changed is a tick taken back and another in the same moment.
function earlierOf(ever: readonly Tick[], timeZone: string) {
  const entry = (at: Date, by: string | null, tick: Tick, what: string, icon: string) => ({
    at,
    icon,
    what,
    who: by ?? 'Someone who has left',
    rule: NAMES.get(tick.rule) ?? tick.rule,
    time: shortInstant(at, timeZone),
  });
  const sameMoment = (a: Date | null, b: Date) => a?.getTime() === b.getTime();
  return ever
    .flatMap((tick) => {
      const changed = ever.some((it) => it.rule === tick.rule && sameMoment(it.taken_back_at, tick.at));
      const replaced = ever.some((it) => it.rule === tick.rule && sameMoment(tick.taken_back_at, it.at));
      return [
        changed
          ? entry(tick.at, tick.by, tick, 'changed the proof of', 'pencil')
          : entry(tick.at, tick.by, tick, 'ticked', 'check'),
        ...(tick.taken_back_at && !replaced
          ? [entry(tick.taken_back_at, tick.taken_back_by, tick, 'took back', 'undo-2')]
          : []),
      ];
    })
    .sort((a, b) => b.at.getTime() - a.at.getTime())
    .slice(0, 30);
}
