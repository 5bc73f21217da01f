import { CURRENCY_LABELS } from '../../http/currency.js';
import { blankForm, type Form, isId, versionOf, withError } from '../../http/form.js';
import { formatMoney } from '../../http/format.js';
import { one } from '../../http/list/page.js';
import { readerOf } from '../../http/list/sql.js';
import type { PersonRequest } from '../../http/person.js';
import { page, type Reply, redirect } from '../../http/reply.js';
import { adminRoutes, type Route } from '../../http/routes.js';
import { NotFound } from '../../platform/errors.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { audit } from '../../records/audit.js';
import { choice, type DataOf, defineFields, link, money, number, text } from '../../records/fields/index.js';
import { adminTabs } from '../admin/index.js';
import { COUNTRY_LABELS } from '../companies/index.js';

const PATH = '/admin/reporting-lines';
const LINE = `${PATH}/line`;
const FIELDS = defineFields({
  country: choice({ label: 'Country', of: COUNTRY_LABELS, missing: 'Choose a country.' }),
  currency: choice({
    label: 'Currency',
    of: CURRENCY_LABELS,
    missing: 'Choose a currency.',
  }),
  amount: money({ label: 'From this amount on', within: 'currency', missing: 'Type the amount.' }),
  from_year: number({ label: 'From the year', min: 1900, max: 2199 }),
  source: text({ label: 'Source', max: 500, missing: 'Name the law or the notice that says so.' }),
  source_link: link({ label: 'Where it is read', max: 2000 }),
});
type LineData = DataOf<typeof FIELDS>;
type LineRow = LineData & { id: string; version: number };

/** The reporting lines, which admins keep: from what a payer must report, of which year on, and who says so. */
export function reportingLineRoutes(): Route[] {
  return adminRoutes(({ get, post }) => {
    get(PATH, async (db) => page('tax-year/lines.njk', linesView(await allLines(db))));
    get(LINE, async (db, req) => {
      const row = await lineAsked(db, req.query.id);
      return linePage(row, blankForm(row ? FIELDS.inputsOf(row) : FIELDS.initial(), req.kept));
    });
    post(PATH, (tx, req) => answerLine(tx, req));
    post(`${PATH}/removal`, (tx, req) => answerRemoval(tx, req));
  });
}

function allLines(db: Pick<ReadDoor, 'rows'>): Promise<LineRow[]> {
  return db.rows<LineRow>(sql`
    select l.id::text, l.version, l.country, l.currency, l.amount, l.from_year, l.source, l.source_link
    from reporting_lines l order by l.currency, l.from_year desc`);
}

async function lineAsked(db: Pick<ReadDoor, 'rows'>, id: unknown): Promise<LineRow | null> {
  if (id === undefined || id === '') return null;
  const found = isId(id) ? (await allLines(db)).find((it) => it.id === id.toLowerCase()) : undefined;
  if (!found) throw new NotFound();
  return found;
}

async function answerLine(tx: WriteDoor, req: PersonRequest): Promise<Reply> {
  const row = await lineAsked(readerOf(tx), one(req.body?.id));
  const read = FIELDS.read(req.body);
  if (!read.ok) return linePage(row, read.form, 422);
  const { country, currency, amount, from_year, source, source_link } = read.data;
  if (row && row.version !== versionOf(req.body))
    return linePage(
      row,
      withError(read.form, '', 'Somebody changed this line meanwhile. Look at it again before you save.'),
      409,
    );
  // Two lines of one currency and year would both hold: the second waits for the first, and is refused.
  const [kept] = await tx.$queryRaw<{ id: string }[]>(
    row
      ? sql`update reporting_lines l set country = ${country}, currency = ${currency}, amount = ${amount}, from_year = ${from_year},
          source = ${source}, source_link = ${source_link}, version = version + 1, updated_at = now(), updated_by = ${req.person.id}::uuid
          where l.id = ${row.id}::uuid and l.version = ${row.version}
            and not exists (select from reporting_lines o where o.currency = ${currency} and o.from_year = ${from_year} and o.id <> l.id)
          returning l.id::text`
      : sql`insert into reporting_lines (country, currency, amount, from_year, source, source_link, updated_by)
          values (${country}, ${currency}, ${amount}, ${from_year}, ${source}, ${source_link}, ${req.person.id}::uuid)
          on conflict (currency, from_year) do nothing returning id::text`,
  );
  if (!kept)
    return linePage(
      row,
      withError(read.form, 'from_year', `There is a line in ${currency} from ${from_year} on already.`),
      422,
    );
  await audit(tx, req, row ? 'changed' : 'created', { kind: 'reporting_line', id: kept.id });
  return redirect(
    PATH,
    row ? 'Saved changes. Closed years keep the line that they had.' : `Added the line from ${from_year} on.`,
  );
}

async function answerRemoval(tx: WriteDoor, req: PersonRequest): Promise<Reply> {
  const row = await lineAsked(readerOf(tx), one(req.body?.id));
  if (!row) throw new NotFound();
  await tx.$executeRaw(sql`delete from reporting_lines where id = ${row.id}::uuid`);
  await audit(tx, req, 'deleted', { kind: 'reporting_line', id: row.id });
  return redirect(PATH, `Removed the line in ${row.currency} from ${row.from_year} on.`);
}

function linesView(rows: readonly LineRow[]) {
  return {
    admin_tabs: adminTabs(PATH),
    rows: rows.map((it, at) => {
      const before = rows[at - 1];
      const until = before?.currency === it.currency ? before.from_year - 1 : null;
      return {
        country: COUNTRY_LABELS[it.country] ?? it.country,
        amount: `${formatMoney(it.amount, it.currency)} ${it.currency}`,
        years: yearsText(it.from_year, until),
        source: it.source,
        link: it.source_link,
        href: `${LINE}?id=${it.id}`,
      };
    }),
    add: LINE,
  };
}

function yearsText(from: number, until: number | null): string {
  if (until === null) return `From ${from}`;
  return until > from ? `${from} to ${until}` : String(from);
}

function linePage(row: LineRow | null, form: Form, status = 200): Reply {
  const label = row ? 'Edit reporting line' : 'Add reporting line';
  const currency = form.values.currency || 'USD';
  const context = {
    kind: { title: 'Reporting lines', path: PATH },
    form,
    action: PATH,
    back: PATH,
    stay: 'Cancel',
    moves: 'Closed years keep the line that they had.',
    act: { label, verb: row ? 'Save changes' : label },
    record: { name: row ? `${row.currency} from ${row.from_year}` : 'From what a payer must report' },
    hidden_fields: row ? { id: row.id, version: String(row.version) } : {},
    inputs: Object.values(FIELDS.inputs({ currency }, {}, { form })),
    others: form.errors[''] ? [form.errors['']] : [],
    edit_href: PATH,
    wide: true,
    remove: row ? `${PATH}/removal` : null,
  };
  return page('records/act.njk', context, status);
}
