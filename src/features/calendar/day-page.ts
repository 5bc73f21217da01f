import { z } from 'zod';
import { blankForm, type Form, optionalDate, parseForm, versionOf, withError } from '../../http/form.js';
import { formatDate, formatMoney, longDay } from '../../http/format.js';
import { one } from '../../http/list/page.js';
import { readerOf } from '../../http/list/sql.js';
import type { PersonRequest } from '../../http/person.js';
import { localPath, page, type Reply, redirect } from '../../http/reply.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { type DatedRow, dayDetail, dayHref, dayTitle } from '../../records/dated.js';
import { distanceText } from '../../records/due.js';
import { readerNow } from '../../records/list/routes.js';
import type { Updated } from '../../records/module.js';
import { PATH } from './asked.js';
import { lookOf, mayMove } from './entry-view.js';
import { dayOfKey } from './queries.js';
import { dayKey, type Source, whatOf } from './sources.js';

type Found = { source: Source; row: DatedRow & { day: string } };

const schema = z.object({ day: optionalDate() });
const STALE = 'It was changed meanwhile. Look again, and move it from there.';

/** One day: what it is, what is done about it, and how it moves to another. */
export async function showDay(db: ReadDoor, req: PersonRequest, sources: readonly Source[]): Promise<Reply> {
  const found = await dayOfKey(db, sources, req.params.key);
  return dayPage(req, found, blankForm({ day: found.row.day }, req.kept), backOf(one(req.query.back)));
}

/** Moves a day; what its record says against it is said beside the input, and nothing is changed. */
export async function moveDay(tx: WriteDoor, req: PersonRequest, sources: readonly Source[]): Promise<Reply> {
  const found = await dayOfKey(readerOf(tx), sources, req.params.key);
  const back = backOf(req.body?.back);
  const { source, row } = found;
  const read = parseForm(schema, req.body);
  const what = whatOf(source, row);
  if (!read.ok) return dayPage(req, found, read.form, back, 422);
  if (!mayMove(row, what.field, readerNow(req)))
    return dayPage(req, found, withError(read.form, 'day', 'What is over stays where it was.'), back, 422);
  const { day } = read.data;
  if (day === null)
    return dayPage(req, found, withError(read.form, 'day', 'Choose the day that it moves to.'), back, 422);
  const version = req.body?.version === undefined ? row.version : versionOf(req.body);
  const moved = await source.move(tx, req.person, { what, row, day, version });
  if (moved.kind !== 'saved' && moved.kind !== 'unchanged')
    return dayPage(req, found, withFault(read.form, moved, what.field), back, moved.kind === 'invalid' ? 422 : 409);
  const title = dayTitle(what, row);
  if (moved.kind === 'unchanged') return redirect(back, `${title} is on ${formatDate(day)} already.`);
  return redirect(back, {
    text: `${title} moved to ${longDay(day)}.`,
    undo: { action: `${PATH}/days/${dayKey(source, row)}`, label: 'Undo', fields: { day: row.day, back } },
  });
}

// The calendar as it stood there; nothing else is led to.
function backOf(back: unknown): string {
  const path = localPath(back);
  return path && (path === '/' || new URL(path, 'http://local.invalid').pathname === PATH) ? path : PATH;
}

// What is said of another field is no fault of the day: its own form is where it is mended.
function withFault(form: Form, moved: Updated, field: string | undefined): Form {
  if (moved.kind !== 'invalid') return withError(form, 'day', STALE);
  const isOfDay = (name: string) => name === field || new RegExp(`_${field}_\\d+$`).test(name);
  const faults = Object.entries(moved.errors);
  const own = faults.filter(([name]) => isOfDay(name)).map(([, text]) => text);
  const others = faults.filter(([name]) => !isOfDay(name)).map(([, text]) => text);
  const errors = { ...(own.length > 0 && { day: own.join(' ') }), ...(others.length > 0 && { '': others.join(' ') }) };
  return { ...form, errors };
}

function dayPage(req: PersonRequest, { source, row }: Found, form: Form, back: string, status = 200): Reply {
  const reader = readerNow(req);
  const what = whatOf(source, row);
  const look = lookOf(row, row.day, reader.today);
  const href = dayHref(source.dated, row, reader);
  return page(
    'calendar/day.njk',
    {
      form,
      back,
      action: `${PATH}/days/${dayKey(source, row)}`,
      title: dayTitle(what, row),
      href,
      kind: what.group.label,
      facts: [
        {
          label: 'Day',
          value: look === 'done' ? longDay(row.day) : `${longDay(row.day)}, ${distanceText(row.day, reader.today)}`,
        },
        ...(dayDetail(what, row) ? [{ label: 'With', value: dayDetail(what, row) }] : []),
        ...(row.amount === null || !row.currency
          ? []
          : [{ label: 'Amount', value: `${formatMoney(row.amount, row.currency)} ${row.currency}` }]),
      ],
      may_move: mayMove(row, what.field, reader),
      version: row.version,
      act: reader.person.role !== 'VIEWER' && row.standing === 'open' && row.asks ? what.act?.(row, reader) : undefined,
    },
    status,
  );
}
