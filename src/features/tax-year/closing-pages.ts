import { createHash } from 'node:crypto';
import { formatDate, formatMoney, plural, today as presentDay } from '../../http/format.js';
import { readerOf } from '../../http/list/sql.js';
import type { PersonRequest } from '../../http/person.js';
import { page, type Reply, redirect } from '../../http/reply.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { audit } from '../../records/audit.js';
import type { RecordModule } from '../../records/module.js';
import { undatedHref } from '../inventory/index.js';
import { CLOSURE, REOPENING, readYearAsked, reportHref, rowsHref } from './asked.js';
import { closeYear, closingOf, reopenYear } from './closing.js';
import type { PartName } from './parts.js';
import { type ToldYear, tellYear } from './read.js';

type Door = Pick<ReadDoor, 'row' | 'rows'>;
const CHANGED = 'Rows of this year changed since this page was made. Look at them again, then close it.';

/** The page that closes a year: what is missing, what is kept. */
export async function showClosing(db: ReadDoor, req: PersonRequest, modules: readonly RecordModule[]): Promise<Reply> {
  const it = await tellAsked(db, req, req.query, modules);
  if ('kind' in it) return it;
  if (it.closing) return redirect(reportHref(it.asked), alreadyClosed(it));
  return page('tax-year/close.njk', closingView(it));
}

/** Closes a year as its page showed it, unless that is not over, closed already, or changed meanwhile. */
export async function answerClosing(
  tx: WriteDoor,
  req: PersonRequest,
  modules: readonly RecordModule[],
): Promise<Reply> {
  const it = await tellAsked(readerOf(tx), req, yearSent(req), modules);
  if ('kind' in it) return it;
  if (it.closing) return redirect(reportHref(it.asked), alreadyClosed(it));
  const { year } = it.asked;
  const seen = req.body?.seen;
  if (!isOver(it)) return page('tax-year/close.njk', closingView(it), 422);
  if (seen !== undefined && seen !== sealOf(it)) return page('tax-year/close.njk', closingView(it, CHANGED), 409);
  if (!(await closeYear(tx, year, it.live, it.lines)))
    return redirect(reportHref(it.asked), `${year} is closed already.`);
  await audit(tx, req, 'year_closed', { kind: 'tax_year', id: String(year) });
  return redirect(reportHref(it.asked), `${year} is closed. Its figures stay as they are.`);
}

/** The page that asks before a year is reopened. */
export async function showReopening(db: ReadDoor, req: PersonRequest): Promise<Reply> {
  const asked = readYearAsked(req.query, presentDay(req.person.timeZone));
  if ('errors' in asked) return page('tax-year/asked.njk', { form: asked }, 422);
  const closing = await closingOf(db, asked.year);
  if (!closing) return redirect(reportHref(asked), { text: `${asked.year} is open.`, tone: 'plain' });
  return page('tax-year/reopen.njk', { year: asked.year, action: REOPENING, back: reportHref(asked) });
}

/** Opens a closed year again. */
export async function answerReopening(tx: WriteDoor, req: PersonRequest): Promise<Reply> {
  const asked = readYearAsked(yearSent(req), presentDay(req.person.timeZone));
  if ('errors' in asked) return page('tax-year/asked.njk', { form: asked }, 422);
  if (!(await reopenYear(tx, asked.year)))
    return redirect(reportHref(asked), { text: `${asked.year} is open already.`, tone: 'plain' });
  await audit(tx, req, 'year_reopened', { kind: 'tax_year', id: String(asked.year) });
  return redirect(reportHref(asked), `${asked.year} is open again. Its figures follow its rows.`);
}

// A form without its year is about none: what is likely meant is not closed.
const yearSent = ({ body }: PersonRequest) => ({ year: String(body?.year || 'none') });

async function tellAsked(
  db: Door,
  req: PersonRequest,
  { year }: Record<string, unknown>,
  modules: readonly RecordModule[],
): Promise<ToldYear | Reply> {
  const today = presentDay(req.person.timeZone);
  const asked = readYearAsked({ year }, today);
  if ('errors' in asked) return page('tax-year/asked.njk', { form: asked }, 422);
  return tellYear(db, modules, { asked, today, own: req.person.currency });
}

function closingView(it: ToldYear, changed = '') {
  const { year } = it.asked;
  return {
    year,
    changed,
    action: CLOSURE,
    back: reportHref(it.asked),
    seen: sealOf(it),
    refused: isOver(it)
      ? null
      : `${year} is not over. It can be closed from ${formatDate(`${year + 1}-01-01`)} on; until then its figures follow its rows.`,
    missing: missingOf(it),
    kept: it.figures.map(({ currency, total, payers, units }) => ({
      currency,
      total: formatMoney(total, currency),
      words: `${plural(payers.length, 'payer', 'payers')}, ${plural(units, 'unit', 'units')}`,
    })),
  };
}

// Per currency, since each has a list of its own.
function missingOf({ asked, figures, groups }: ToldYear) {
  const { year } = asked;
  const of = (part: PartName, words: (n: number) => string) =>
    figures.flatMap(({ currency, parts }) =>
      parts[part] === 0
        ? []
        : [
            {
              text: `${words(parts[part])}${figures.length > 1 ? ` (${currency})` : ''}`,
              href: rowsHref({ year, currency }, part),
            },
          ],
    );
  const undated = groups.filter(({ kind }) => kind === 'undated').reduce((all, it) => all + it.rows, 0);
  const unnamed = figures.filter(({ payers }) => payers.some(({ company_id }) => company_id === null));
  return [
    ...of('no_value', (n) => `${plural(n, 'row has', 'rows have')} no value, and would count nothing`),
    ...of('no_evidence', (n) => `${plural(n, 'row has', 'rows have')} no file that shows what it was worth`),
    ...of('loaners', (n) => `${plural(n, 'loaner was', 'loaners were')} kept past the day to go back`),
    ...(undated === 0
      ? []
      : [
          {
            text: `${plural(undated, 'unit has', 'units have')} no day received, and would be in no year`,
            href: undatedHref(),
          },
        ]),
    ...unnamed.map(({ currency }) => ({
      text: `Rows in ${currency} name no payer`,
      href: rowsHref({ year, currency }, 'units', 'none'),
    })),
  ];
}

const isOver = ({ asked, today }: ToldYear) => Number(today.slice(0, 4)) > asked.year;

// What the page said, so that nobody freezes what they did not see.
function sealOf({ groups }: ToldYear): string {
  const sums = groups.map((it) =>
    [it.kind, it.currency, it.company_id, it.rows, it.units, it.amount, it.no_value, it.net, it.gain].join(':'),
  );
  return createHash('sha256').update(sums.sort().join('\n')).digest('base64url');
}

function alreadyClosed({ asked, closing }: ToldYear) {
  const day = closing ? formatDate(closing.closed_at.toISOString().slice(0, 10)) : '';
  return { text: `${asked.year} was closed already, on ${day}.`, tone: 'warn' as const };
}
