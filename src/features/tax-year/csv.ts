import { decimal } from '../../http/amount.js';
import { csvLines, csvText } from '../../http/csv.js';
import type { StreamDoor } from '../../platform/postgres/database.js';
import type { Adjustment } from './adjustments-view.js';
import type { YearFigures } from './figures.js';
import { againstLine, type ReportingLine } from './lines.js';
import { exportedRows, type TaxRow, type YearRows } from './rows.js';

const BATCH = 500;
const ROW_HEAD = [
  ...[
    'id',
    'row',
    'payer',
    'name',
    'what',
    'currency',
    'day',
    'quantity',
    'amount',
    'source',
    'fmv_method',
    'valued_on',
  ],
  ...['evidence', 'review_state', 'review_published_on', 'state', 'left_on', 'net_proceeds', 'basis', 'taxable_gain'],
];
const PAYER_HEAD = [
  ...[
    'payer',
    'currency',
    'units',
    'without_value',
    'in_kind',
    'cash',
    'affiliate',
    'total',
    'reporting_line',
    'against_line',
  ],
];

/** Every row of a year as CSV, a batch at a time: what counts, what was sold of it, what was paid, what was lent and kept. */
export async function* rowsCsv(db: StreamDoor, rows: YearRows): AsyncGenerator<string> {
  yield csvLines([ROW_HEAD]);
  for await (const batch of db.batches<TaxRow>(exportedRows(rows), BATCH)) yield csvLines(batch.map(cellsOf));
}

/** The figures by payer of every currency of a year as CSV. */
export async function* payersCsv(
  figures: readonly YearFigures[],
  lines: readonly ReportingLine[],
): AsyncGenerator<string> {
  const rows = figures.flatMap(({ currency, payers }) => {
    const line = lines.find((it) => it.currency === currency);
    return payers.map((it) => [
      ...[csvText(it.payer), currency, String(it.units), String(it.no_value)],
      ...[it.in_kind, it.cash, it.affiliate, it.total].map((minor) => decimal(minor, currency)),
      ...[line ? decimal(line.amount, currency) : '', againstLine(it.total, line).value],
    ]);
  });
  yield csvLines([PAYER_HEAD, ...rows]);
}

/** What changed of a closed year since, as CSV. */
export function adjustmentsCsv(adjustments: readonly Adjustment[]): string {
  const head = ['day', 'name', 'what', 'currency', 'was', 'is', 'difference'];
  return csvLines([
    head,
    ...adjustments.map((it) => [it.day, csvText(it.name), csvText(it.what), it.currency, it.was, it.is, it.difference]),
  ]);
}

function cellsOf(row: TaxRow): string[] {
  const { facts, currency } = row;
  const money = (minor: number | null) => decimal(minor, currency);
  return [
    ...[row.id, row.kind, csvText(row.payer), csvText(row.name), csvText(facts.what ?? null), currency, row.on_day],
    ...[String(row.quantity), money(row.amount), facts.source ?? '', facts.fmv_method ?? '', facts.valued_on ?? ''],
    csvText(row.files.map(({ name }) => name).join('; ')),
    ...[facts.review_state ?? '', facts.review_published_on ?? '', facts.state ?? '', facts.left_on ?? ''],
    ...[row.net, row.basis, row.gain].map(money),
  ];
}
