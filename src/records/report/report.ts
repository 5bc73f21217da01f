import type { barsView, ranksView } from '../../http/chart.js';
import type { Form, Option } from '../../http/form.js';
import type { Query } from '../../http/list/view.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import type { DaySpan } from '../income.js';
import type { Reader } from '../list/define.js';

/** A report as it was asked for: its days, its currency, and the form that asks for them. */
export type AskedReport = Reader & {
  query: Query;
  form: Form;
  span: DaySpan;
  currency: string;
  /** What was chosen beside these, by name; null for all. */
  chosen: Readonly<Record<string, string | null>>;
  /** All rows, for an export, where a page shows some of them. */
  whole?: true;
};
/**
 * A choice beside days and currency. `all`: what it is called where nothing is chosen; without it the first is. `ids`: that of a record,
 * or `none`, which a link alone asks for.
 */
export type Choice = { name: string; label: string } & ({ options: readonly Option[]; all?: string } | { ids: true });

/** A figure as it is read, the rows it opens, and how it looks. */
export type Cell = { text: string; csv: string; href?: string | undefined; cls?: string };
/** A column of a report: its name in an export, its head, on which widths it is shown (`cls`), and how wide it is. */
export type Column = { name: string; label: string; cls?: string; width?: string; right?: true };
type Figure = { label: string; text: string; unit?: string; cls?: string; href?: string | undefined };

/** Bars by month, or a ranking; what their colours mean, and a sentence of what is seen. */
type Chart = { label: string; legend: readonly { cls: string; label: string }[] } & (
  | { bars: ReturnType<typeof barsView> }
  | { ranks: ReturnType<typeof ranksView> }
);

/** What a report tells of its days, in its currency alone. */
export type Told = {
  /** Whether there is any row at all, in whatever days and currency; nothing else is shown where there is none. */
  begun: boolean;
  /** Whether there is any in these days and this currency. */
  any: boolean;
  /** Whose rows these are, where they are one’s alone, and the way to all. */
  about?: { text: string; all: string; all_href: string };
  figures: readonly Figure[];
  chart?: Chart;
  columns: readonly Column[];
  rows: readonly (readonly Cell[])[];
  foot?: readonly Cell[];
  /** The same days told another way, under a title and a way to the report of it. */
  below?: Pick<Told, 'chart' | 'columns' | 'rows' | 'foot'> & {
    title: string;
    caption: string;
    link: { label: string; href: string };
  };
  pager?: { text: string; previous?: string | undefined; next?: string | undefined };
  /** The other currencies that have rows in these days. */
  also: readonly { currency: string; words: string }[];
  /** How its figures are counted. */
  fine: string;
};

/** A report, stated once: its page, its export and its place among the others are made of this. */
export type Report = {
  path: string;
  title: string;
  /** What the trail calls it. */
  called: string;
  /** What it answers. */
  text: string;
  /** Its own template, where the page of every report is not enough. */
  view?: string;
  /** The days it is about, where none are asked for. */
  usual(today: string): DaySpan;
  /** Days that are offered by name. */
  spans(today: string): readonly { label: string; span: DaySpan }[];
  choices?: readonly Choice[];
  /** The report whose rows it lists: it stands under that. */
  under?: Pick<Report, 'path' | 'called'>;
  read(db: ReadDoor, asked: AskedReport): Promise<Told>;
  /** What an empty one says to do. */
  empty: { text: string; action: { label: string; href: string } };
};
