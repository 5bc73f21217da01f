import { count, plural } from '../../../http/format.js';
import { normalForm } from '../../../http/normal-form.js';
import type { ReadDoor } from '../../../platform/postgres/database.js';
import { sql } from '../../../platform/postgres/sql.js';
import { CONTACT_FIELDS, type ContactData, fullName } from '../fields.js';
import { likeKey, POINT_FIELDS, POINT_KINDS, type PointKind } from '../points.js';
import type { Card } from './read.js';

/** What a card would do: make a contact, make one that may be there already or whose letters are in doubt, or nothing. */
export type Verdict = 'new' | 'duplicate' | 'doubtful' | 'refused';
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

const NAMELESS = 'It holds no name, no company and no address to call it by.';
const REASONS: Record<By, string> = {
  uid: 'was exported from here:',
  email: 'has the same e-mail address:',
  phone: 'has the same phone:',
  handle: 'has the same handle:',
  name: 'has the same name:',
};
const ORDER = Object.keys(REASONS) as By[];
const DOUBTS = {
  guessed: 'The file does not say which letters these are. Look whether they are right.',
  garbled: 'Some letters were lost or spoiled before this file was made.',
};

/** What each card would do, as the contacts stand now. */
export async function checkCards(db: Pick<ReadDoor, 'rows'>, cards: Card[]): Promise<CheckedCard[]> {
  const read = cards.map(readOne);
  const marks = read.flatMap(({ card, data }, n) => (data ? marksOf(card, data, n) : []));
  const known = byCard(await knownBy(db, marks));
  const own = byCard(marks);
  const earlier = new Map<string, number>();
  return read.map((it, n) => checked(it, known.get(n) ?? [], firstLike(own.get(n) ?? [], n, earlier)));
}

function byCard<Of extends { n: number }>(all: Of[]): Map<number, Of[]> {
  const found = new Map<number, Of[]>();
  for (const it of all) {
    const before = found.get(it.n);
    if (before) before.push(it);
    else found.set(it.n, [it]);
  }
  return found;
}

function readOne(card: Card): Read {
  if (card.fault) return { card, data: undefined, fault: card.fault };
  const read = CONTACT_FIELDS.read(card.fields);
  if (read.ok) return { card, data: read.data, fault: '' };
  if (!card.fields.first_name) return { card, data: undefined, fault: NAMELESS };
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
  if (card.doubt) return { ...shown, verdict: 'doubtful', reason: DOUBTS[card.doubt], like: null };
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
  const own = marks.map(({ by, mark }) => `${by} ${mark}`);
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

/** How many were found, and how many of each, in a sentence. */
export function summaryOf(cards: CheckedCard[]): string {
  const number = (verdict: Verdict) => cards.filter((it) => it.verdict === verdict).length;
  const doubtful = number('doubtful') > 0 ? `, ${count(number('doubtful'))} with letters to look at` : '';
  const rest = `${count(number('duplicate'))} likely there already${doubtful}, ${count(number('refused'))} refused.`;
  return `${plural(cards.length, 'card', 'cards')} found: ${plural(number('new'), 'new contact', 'new contacts')}, ${rest}`;
}
