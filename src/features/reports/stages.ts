import { ranksView } from '../../http/chart.js';
import { count } from '../../http/format.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { countCell, shareCell, textCell } from '../../records/report/cells.js';
import { otherCurrencies } from '../../records/report/figures.js';
import type { AskedReport, Cell, Column, Report, Told } from '../../records/report/report.js';
import { pastSpans, spanText, yearToDate } from '../../records/report/spans.js';
import { dealsHref, hasDeals, type Passage, passages, WENT } from '../pipeline/index.js';

type Way = keyof typeof WENT;
const WAYS = Object.keys(WENT) as Way[];

const COLUMNS: readonly Column[] = [
  { name: 'stage', label: 'Stage' },
  { name: 'came', label: 'Came in', right: true, width: 'w-num' },
  { name: 'moved_on', label: WENT.on, cls: 'side', right: true, width: 'w-num' },
  { name: 'conversion_percent', label: 'Conversion', right: true, width: 'w-pct' },
  { name: 'lost', label: WENT.lost, cls: 'side', right: true, width: 'w-num' },
  { name: 'neither', label: WENT.neither, cls: 'side', right: true, width: 'w-amt' },
];

/**
 * Conversion from stage to stage: of the deals that came into a stage in these days, each counted once, how many came into a stage behind
 * it, or were won, from then on until now. Read from the log of stages; a stage that was removed is in none.
 */
export const stagesReport: Report = {
  path: '/reports/stages',
  title: 'From stage to stage',
  called: 'Stages',
  text: 'How many of the deals that came into a stage went further, and how many were lost there.',
  usual: yearToDate,
  spans: pastSpans,
  read: readStages,
  empty: {
    text: 'Write down a deal and move it on as it grows: each move is kept, and counted here.',
    action: { label: 'New deal', href: '/pipeline/new' },
  },
};

async function readStages(db: ReadDoor, { span, currency, person }: AskedReport): Promise<Told> {
  const found = await passages(db, span, person.timeZone);
  const own = found.filter((it) => it.currency === currency);
  const none = { came: 0, on: 0, lost: 0, neither: 0 };
  const stages = [...new Map(found.map((it) => [it.stage_id, it])).values()].map(
    ({ stage_id, stage }) => own.find((it) => it.stage_id === stage_id) ?? { currency, stage_id, stage, ...none },
  );
  const listed = (stage: string, went?: Way) =>
    dealsHref({ entered: stage, entered_from: span.from, entered_to: span.to, currency, went });
  return {
    begun: own.length > 0 || (await hasDeals(db)),
    any: own.length > 0,
    figures: [],
    chart: {
      ranks: ranksView(
        stages.map((it) => ({
          label: it.stage,
          value: it.came,
          text: `${count(it.on)} of ${count(it.came)}`,
          parts: WAYS.map((way) => it[way]),
        })),
      ),
      label: `What became of the deals in ${currency} that came into each stage, ${spanText(span)}. The table below has the figures.`,
      legend: WAYS.map((way, at) => ({ cls: `c${at + 1}`, label: WENT[way] })),
    },
    columns: COLUMNS,
    rows: stages.map((it) => cellsOf(it, listed)),
    also: otherCurrencies(found, currency, ({ came }) => came, 'move', 'moves'),
    fine: 'A deal counts once in each stage that it came into in these days, by what became of it since, until today. Moved on means into a stage behind this one, or won.',
  };
}

function cellsOf(it: Passage, listed: (stage: string, went?: Way) => string): Cell[] {
  return [
    textCell(it.stage),
    countCell(it.came, listed(it.stage_id)),
    countCell(it.on, listed(it.stage_id, 'on')),
    shareCell(it.on, it.came, listed(it.stage_id)),
    countCell(it.lost, listed(it.stage_id, 'lost')),
    countCell(it.neither, listed(it.stage_id, 'neither')),
  ];
}
