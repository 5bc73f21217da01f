import { formatDate, formatMoney, shortDate } from '../../http/format.js';
import { dayAfter, daysBetween } from '../../platform/clock.js';
import { distanceText } from '../../records/due.js';
import { calledDeliverable, type Deliverables } from './deliverables.js';
import type { CollabData } from './fields.js';
import type { Payments } from './payments.js';
import { type DaySpan, placeIn, stripHead, textShare } from './span.js';
import { ENDED, OUT } from './states.js';

type Collab = Pick<CollabData, 'state'> & { deliverables: unknown; payments: unknown };
/** Something that happens on a day: `done`, to come, or `late`; `told` as the label says it. */
type Point = { day: string; what: string; look: 'done' | 'open' | 'late'; told: string };
type Lane = { name: string; points: Point[]; kept: { from: string; until: string; isLive: boolean } | null };
type Text = { x: number; dx: number; y: number; anchor: 'start' | 'end'; text: string; late: boolean };

/** How long a strip is at least, and how much of its days is left free on both sides. */
const SHORTEST = 45;
const MARGIN = 0.08;
const RADIUS = 10;

/** The days of a collab's deliverables and payments as lanes; null where none has a day. */
export function dayStrip(collab: Collab, today: string) {
  const isOver = ENDED.includes(collab.state);
  const lanes = [
    ...(collab.deliverables as Deliverables).map((it) => deliverableLane(it, today, isOver)),
    paymentLane(collab.payments as Payments, today),
  ].filter(({ points, kept }) => points.length > 0 || kept);
  if (lanes.length === 0) return null;
  const span = spanOf(lanes, today);
  return { head: stripHead(span, today), lanes: lanes.map((lane) => laneView(lane, span)) };
}

function deliverableLane(row: Deliverables[number], today: string, isOver: boolean): Lane {
  const isOut = OUT.includes(row.state);
  const drafted = !['to_do', 'drafting', 'revision'].includes(row.state);
  const point = (what: string, due: string | null, done: string | null, isDone: boolean): Point[] => {
    const day = isDone ? (done ?? due) : due;
    if (!day) return [];
    const isLate = !isDone && !isOver && row.state !== 'missed' && day < today;
    const words = isLate ? `${shortDate(day)}, ${distanceText(day, today)}` : shortDate(day);
    return [{ day, what, look: isDone ? 'done' : isLate ? 'late' : 'open', told: `${what} ${words}` }];
  };
  const points = [
    ...point('Draft', row.draft_due_on, row.submitted_on, drafted),
    ...point('Approval', row.approval_due_on, row.approved_on, isOut || row.state === 'approved'),
    ...point('Live', row.live_on, row.went_live_on, isOut),
  ];
  const from = points.find(({ what }) => what === 'Live')?.day ?? points.at(-1)?.day ?? today;
  const until = row.keep_until;
  return { name: calledDeliverable(row), points, kept: until && until >= from ? { from, until, isLive: isOut } : null };
}

function paymentLane(payments: Payments, today: string): Lane {
  const points = payments.flatMap((it): Point[] => {
    const isPaid = it.paid_amount !== null && it.paid_amount >= it.amount;
    const day = isPaid ? (it.paid_on ?? it.due_on) : it.due_on;
    if (!day) return [];
    const what = formatMoney(isPaid ? it.amount : it.amount - (it.paid_amount ?? 0), it.currency);
    const isLate = !isPaid && day < today;
    const told = isPaid
      ? `paid ${shortDate(day)}`
      : `due ${shortDate(day)}${isLate ? `, ${distanceText(day, today)}` : ''}`;
    return [{ day, what, look: isPaid ? 'done' : isLate ? 'late' : 'open', told: `${what} ${told}` }];
  });
  return { name: 'Payments', points: points.sort((a, b) => a.day.localeCompare(b.day)), kept: null };
}

// What is kept live for long runs out of the strip, so that the days of the work stay apart.
function spanOf(lanes: readonly Lane[], today: string): DaySpan {
  const days = [...lanes.flatMap(({ points }) => points.map(({ day }) => day)), today].sort();
  const [first = today, last = today] = [days[0], days.at(-1)];
  const length = Math.max(daysBetween(first, last), SHORTEST);
  const margin = Math.ceil(length * MARGIN);
  return { from: dayAfter(first, -margin), until: dayAfter(first, length + margin) };
}

function laneView({ name, points, kept }: Lane, span: DaySpan) {
  const at = points.map(({ day, look }) => ({ x: placeIn(span, day), look }));
  const [first, last] = [Math.min(...at.map(({ x }) => x)), Math.max(...at.map(({ x }) => x))];
  const [from, until] = kept ? [placeIn(span, kept.from), Math.min(placeIn(span, kept.until), 100)] : [0, 0];
  return {
    name,
    parts: [
      ...points.map(({ told, look }, n) => ({ text: n === 0 ? told : lowered(told), late: look === 'late' })),
      ...(kept ? [{ text: `${kept.isLive ? 'kept' : 'keep'} live until ${formatDate(kept.until)}`, late: false }] : []),
    ],
    way: name !== 'Payments' && at.length > 1 ? { x: first, width: width(first, last) } : null,
    kept: kept && until > from ? { x: from, width: width(from, until), isLive: kept.isLive } : null,
    points: at,
    texts: name === 'Payments' ? paymentTexts(points, span) : workTexts(points, span, kept !== null),
  };
}

const width = (from: number, until: number) => Math.round((until - from) * 100) / 100;
const lowered = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
const dayNumber = (day: string) => String(Number(day.slice(8)));

// The first point is named on its left, going live on its right; over the line where it goes on.
function workTexts(points: readonly Point[], span: DaySpan, isKept: boolean): Text[] {
  const text = (point: Point) => `${point.what} ${dayNumber(point.day)}`;
  const [first, last] = [points[0], points.length > 1 || points[0]?.what === 'Live' ? points.at(-1) : undefined];
  const texts: Text[] = [];
  if (first && first !== last) {
    const x = placeIn(span, first.day);
    const late = first.look === 'late';
    if (x >= textShare(text(first))) texts.push({ x, dx: -RADIUS, y: 20, anchor: 'end', text: text(first), late });
  }
  if (last) {
    const x = placeIn(span, last.day);
    const late = last.look === 'late';
    const above = isKept ? { dx: 6, y: 9 } : { dx: RADIUS, y: 20 };
    if (x + textShare(text(last)) <= 100) texts.push({ x, ...above, anchor: 'start', text: text(last), late });
  }
  return texts;
}

function paymentTexts(points: readonly Point[], span: DaySpan): Text[] {
  const places = points.map(({ day }) => placeIn(span, day));
  return points.flatMap((point, n) => {
    const x = places[n] ?? 0;
    const text = point.look === 'done' ? `${point.what} paid ${dayNumber(point.day)}` : point.what;
    if (x + textShare(text) > (places[n + 1] ?? 102) - 2) return [];
    return [{ x, dx: RADIUS, y: 20, anchor: 'start' as const, text, late: point.look === 'late' }];
  });
}
