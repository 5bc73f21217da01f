import { plural } from '../../../http/format.js';
import { normalForm } from '../../../http/normal-form.js';
import type { ReadDoor } from '../../../platform/postgres/database.js';
import { sql } from '../../../platform/postgres/sql.js';
import { CONTACT_FIELDS, type ContactData, fullName } from '../fields.js';
import { likeKey, POINT_FIELDS, POINT_KINDS, type PointKind } from '../points.js';
import { type Card, readCard, splitCards } from './read.js';

/** What a card would do: make a contact, make one that may be there already, or nothing. */
export type Verdict = 'new' | 'duplicate' | 'refused';
export type CheckedCard = {
  card: Card;
  name: string;
  detail: string;
  verdict: Verdict;
  /** Why it is refused, or whom it is like. */
  reason: string;
  like: { id: string; name: string } | null;
};
type By = 'uid' | 'name' | PointKind;
type Mark = { n: number; by: By; mark: string };
type Known = { n: number; by: By; id: string; name: string };
type Read = { card: Card; data: ContactData | undefined; fault: string };

export const MOST_CARDS = 500;
const REASONS: Record<By, string> = {
  uid: 'was exported from here:',
  email: 'has the same e-mail address:',
  phone: 'has the same phone:',
  handle: 'has the same handle:',
  name: 'has the same name:',
};
const ORDER = Object.keys(REASONS) as By[];
const CUT_OFF = 'The card has no end, so something of it may be missing. Export it once more.';

/** Reads a file of cards; a sentence where it is none, or holds too many. */
export function readCards(file: string): { cards: Card[] } | { fault: string } {
  const texts = splitCards(file, MOST_CARDS);
  if (texts.length === 0) return { fault: 'No vCard was found in this. One begins with BEGIN:VCARD.' };
  if (texts.length > MOST_CARDS) return { fault: `Bring in ${MOST_CARDS} cards at most at once. Split the file.` };
  return {
    cards: texts.map(({ text, isWhole }) => (isWhole ? readCard(text) : { ...readCard(text), fault: CUT_OFF })),
  };
}

/** What each card would do, as the contacts stand now. */
export async function checkCards(db: Pick<ReadDoor, 'rows'>, cards: Card[]): Promise<CheckedCard[]> {
  const read = cards.map(readOne);
  const marks = read.flatMap(({ card, data }, n) => (data ? marksOf(card, data, n) : []));
  const known = await knownBy(db, marks);
  const earlier = new Map<string, number>();
  return read.map((it, n) =>
    checked(
      it,
      known.filter((row) => row.n === n),
      firstLike(marks, n, earlier),
    ),
  );
}

function readOne(card: Card): Read {
  if (card.fault) return { card, data: undefined, fault: card.fault };
  const read = CONTACT_FIELDS.read(card.fields);
  if (read.ok) return { card, data: read.data, fault: '' };
  const [field = '', message = ''] = Object.entries(read.form.errors)[0] ?? [];
  return {
    card,
    data: undefined,
    fault: CONTACT_FIELDS.field(field) ? `${CONTACT_FIELDS.label(field)}: ${message}` : message,
  };
}

function checked({ card, data, fault }: Read, known: Known[], before: number | undefined): CheckedCard {
  if (!data) {
    const name = [card.fields.first_name, card.fields.last_name].filter(Boolean).join(' ');
    return { card, name: name.slice(0, 200), detail: '', verdict: 'refused', reason: fault, like: null };
  }
  const [like] = known.sort((a, b) => ORDER.indexOf(a.by) - ORDER.indexOf(b.by));
  const ways = [data.title, data.companies[0]?.name, data.emails[0]?.value].filter(Boolean);
  const shown = { card, name: fullName(data), detail: ways.join(', ') };
  if (like) return { ...shown, verdict: 'duplicate', reason: REASONS[like.by], like: { id: like.id, name: like.name } };
  if (before !== undefined)
    return { ...shown, verdict: 'duplicate', reason: `is like card ${before + 1} of this file`, like: null };
  return { ...shown, verdict: 'new', reason: '', like: null };
}

function marksOf({ id }: Card, data: ContactData, n: number): Mark[] {
  const { first_name, last_name } = data;
  const points = POINT_FIELDS.flatMap((field) => {
    const by = POINT_KINDS[field];
    return data[field].map(({ value }) => ({ n, by, mark: likeKey(by, value) }));
  });
  const name = { n, by: 'name' as const, mark: normalForm([last_name, first_name].filter(Boolean).join(' ')) };
  return [...(id ? [{ n, by: 'uid' as const, mark: id }] : []), ...points, name];
}

// The first card of the file that has a mark of this one.
function firstLike(marks: Mark[], n: number, earlier: Map<string, number>): number | undefined {
  const own = marks.filter((it) => it.n === n).map(({ by, mark }) => `${by} ${mark}`);
  const found = own.flatMap((key) => earlier.get(key) ?? []);
  for (const key of own) if (!earlier.has(key)) earlier.set(key, n);
  return found.length > 0 ? Math.min(...found) : undefined;
}

function knownBy(db: Pick<ReadDoor, 'rows'>, marks: Mark[]): Promise<Known[]> {
  return db.rows<Known>(sql`
    with marks as materialized (select * from jsonb_to_recordset(${JSON.stringify(marks)}::jsonb) as m(n int, by text, mark text))
    select m.n, m.by, c.id::text, c.name from marks m join contacts c on c.name_key = m.mark collate "C"
      where m.by = 'name' and c.deleted_at is null
    union all
    select m.n, m.by, c.id::text, c.name from marks m join contact_points p on p.like_key = m.mark and p.kind = m.by
      join contacts c on c.id = p.contact_id where c.deleted_at is null
    union all
    select m.n, m.by, c.id::text, c.name from marks m join contacts c on c.id = m.mark::uuid
      where m.by = 'uid' and c.deleted_at is null`);
}

/** How many of each, in a sentence. */
export function summaryOf(cards: CheckedCard[]): string {
  const count = (verdict: Verdict) => cards.filter((it) => it.verdict === verdict).length;
  return `${plural(count('new'), 'new contact', 'new contacts')}, ${count('duplicate')} likely there already, ${count('refused')} refused.`;
}
