import { formatDate, shortDate } from '../../http/format.js';
import type { Cell } from '../../http/list/cells.js';
import { holdsWords } from '../../http/list/sql.js';
import { join, sql } from '../../platform/postgres/sql.js';
import { byWords } from '../../records/fields/index.js';
import type { Row } from '../../records/fields/set.js';
import { DASH, fieldColumns, textCell } from '../../records/list/columns.js';
import type { ListDeclared, Reader } from '../../records/list/define.js';
import { byUpdated } from '../../records/list/sorts.js';
import { byLastTouch, byNextStep, lastTouch, stepView, type Touches, touchColumns } from '../../records/touches.js';
import { CATEGORIES, UNDER } from './categories.js';
import { COMPANY_FIELDS } from './fields.js';
import { COMPANIES } from './kind.js';
import type { OfCompany } from './of-company.js';
import { domainText } from './website.js';

/** The list of companies, with what other modules say of one. */
export function companyList(others: readonly OfCompany[]): ListDeclared {
  const touched = others.flatMap((it) => it.touched ?? []);
  const figures = (today: string) => others.flatMap(({ figures }) => figures?.(today) ?? []);
  return {
    alias: 'c',
    sorts: {
      // The expressions of the indexes, word for word.
      name: { label: 'Name', expression: sql`c.name collate "und-x-icu"`, type: 'text', up: true },
      updated_at: byUpdated('c'),
      ...Object.assign({}, ...others.map(({ sorts }) => sorts)),
      last_touch: { label: 'Last touch', ...byLastTouch(COMPANIES, 'c', touched) },
      next_step: { label: 'Next step', ...byNextStep(COMPANIES, 'c') },
      category: {
        label: COMPANY_FIELDS.label('category'),
        ...byWords(sql`placed.path`),
        join: () => sql`left join ${CATEGORIES} placed on placed.id = c.category_id`,
      },
    },
    sort: 'name',
    indexed: { name: { at: sql`c.name`, words: sql`c.search_text` } },
    search: (words) => ({ where: holdsWords(sql`c.search_text`, words) }),
    filters: Object.assign({}, ...others.map(({ filters }) => filters)),
    columns: [
      { ...standard('kind', 'p2', 'w-state'), phone: 'u1', cell: (row) => ({ text: kindOf(row), cls: 'soft' }) },
      { ...standard('category', 'p4', 'w-category'), phone: 'u2', cell: categoryCell },
      ...others.flatMap(({ columns = [] }) => columns),
      { ...standard('last_touch', 'p3', 'w-touch', 'Last touch'), cell: touchCell },
      { ...standard('next_step', 'p3', 'w-step', 'Next step'), cell: stepCell },
      ...fieldColumns(COMPANY_FIELDS),
    ],
    select: ({ today }) =>
      join([
        sql`c.kind, c.domain, c.do_not_contact, ${categoryOf()}`,
        ...figures(today),
        touchColumns(COMPANIES, 'c', touched),
      ]),
    // The figures are those of the page's rows alone, whatever way the page was found.
    dear: true,
    row: (row) => ({
      name: String(row.name),
      ...(typeof row.domain === 'string' && { title: `${row.name}, ${domainText(row.domain)}` }),
      sign: row.do_not_contact ? 'Do not contact' : null,
    }),
    views: {
      ...Object.assign({}, ...others.map(({ views }) => views)),
      agencies: ['Agencies', 'kind=agency'],
      do_not_contact: ['Do not contact', 'do_not_contact=yes'],
    },
    small: { label: 'Value', head: ({ today }) => `Value ${today.slice(0, 4)}`, width: 'w-s' },
    empty: {
      text: 'Add the first brand you work with. A brand typed on an item comes here by itself.',
      reader: 'Nobody added a company yet.',
    },
    caption: 'units, values, touches and steps are your own',
    exported: { domain: (domain) => String(domain ?? '') },
  };
}

const standard = (name: string, cls: string, width: string, label = COMPANY_FIELDS.label(name)) => ({
  name,
  label,
  cls,
  width,
  standard: true,
});
const categoryOf = () => sql`${COMPANY_FIELDS.all.category.read?.((name) => sql([`c.${name}`]))} as category`;
const kindOf = (row: Row) => COMPANY_FIELDS.shown('kind', row.kind);
const lastPart = ({ category }: Row) => (typeof category === 'string' ? (category.split(UNDER).at(-1) ?? '') : '');

// The last part says most; the whole stands in the title.
function categoryCell(row: Row): Cell {
  const [text, title] = [lastPart(row), String(row.category)];
  return { ...textCell(text), ...(text && text !== title && { title }) };
}

function touchCell(row: Row, { person }: Reader): Cell {
  const touch = lastTouch(row as Touches, person.timeZone);
  return touch ? { text: formatDate(touch.on), cls: 'num soft' } : { text: '–', cls: 'num muted' };
}

function stepCell(row: Row, { today }: Reader): Cell {
  const step = stepView((row as Touches).next_step, today);
  if (!step) return DASH;
  const before = step.due_on ? { text: shortDate(step.due_on), cls: step.late ? 'num late' : 'num' } : undefined;
  return { ...textCell(step.title), title: step.whole, ...(before && { before }) };
}
