import type { ApiRoute } from '../http/api/route.js';
import type { Form, Option } from '../http/form.js';
import type { Query } from '../http/list/view.js';
import type { Person } from '../http/person.js';
import type { Route } from '../http/routes.js';
import type { Database, ReadDoor, WriteDoor } from '../platform/postgres/database.js';
import type { JsonValue, Sql } from '../platform/postgres/sql.js';
import type { Queue } from '../platform/queue/queue.js';
import type { Storage } from '../platform/storage/storage.js';
import type { Beside } from './beside.js';
import type { BulkField } from './bulk/field.js';
import type { Dated } from './dated.js';
import type { FieldSet, Row, Rules } from './fields/set.js';
import type { Change, Changes } from './history.js';
import type { Income, InKind } from './income.js';
import type { Kind } from './kinds.js';
import type { Asked } from './list/asked.js';
import type { ListDeclared, ListSort, Reader } from './list/define.js';
import type { Filters } from './list/filters.js';
import type { Merging } from './merge/merging.js';
import type { Acting } from './record/acting.js';
import type { ManyAct, MoreAct, Offered, RecordAct } from './record/acts.js';
import type { FormAsked, Likely, Place, RecordForm } from './record/draft.js';
import type { FormLayout } from './record/form-layout.js';
import type { RecordRow } from './record/state.js';
import type { Reference, Related } from './related.js';
import type { FieldValues, RecordState } from './state.js';
import type { DaysInOrder, States, Ways } from './states.js';

export type { Query } from '../http/list/view.js';
export type { FieldValues, RecordState } from './state.js';

/** How a change ended that was held against the form's rules. */
export type Updated =
  | { kind: 'saved' | 'unchanged' | 'conflict' | 'in_trash' }
  | { kind: 'invalid'; errors: Record<string, string> };

/** What was typed into the search in its normal form, and that of each of its words. */
export type Sought = { text: string; words: string[] };
/**
 * One record found: what it is called, what tells it from others, and at the right its state or a word or two. `total`: how many
 * hold every word that was typed, so far as they were looked at; what is nearly it does not count.
 */
export type SearchRow = { id: string; name: string; detail: string | null; note: string | null; total: number };

/** What the address of a module's list may say, for the views that are saved of it. */
export type ListFacts = {
  /** The parameters that narrow it. */
  filters: readonly string[];
  sorts: readonly string[];
  /** Its order where none is asked for. */
  sort: string;
  columns: readonly { name: string; label: string; standard: boolean }[];
  /** Those that stay from view to view. */
  across: readonly string[];
  /** The views that everybody has. */
  starters: readonly { id: string; name: string; query: string }[];
  /** The one of them that it opens with; all rows where it is not stated. */
  opens?: string;
};

/** What the pages of records are built with. */
export type RecordParts = { database: Database; queue: Queue; storage: Storage; modules: readonly RecordModule[] };

/** What each ability of records needs to know of a module; `defineModule` makes it of what the module states. */
export type RecordModule = {
  kind: Kind;
  /** Its fields in the order of the form; an id whose name another field tells is not among them. */
  names: readonly string[];
  label(field: string): string;
  /** A field's value as people read it, '' for none; amounts in `currency`. */
  shown(field: string, value: unknown, currency?: string): string;
  /** How its history keeps changes, of rows those that differ. */
  history: {
    kept(changes: Changes): Changes;
    /** A change as people read it. */
    told(field: string, change: Change, currencies: { before: string; after: string }): [from: string, to: string];
    /** The value that a field had before a change, by what it is now. */
    before(field: string, now: unknown, change: Change): JsonValue | null;
  };
  /** The fields as the inputs of the form hold them, each one text that `update` reads back; what another field tells is left out. */
  typed(fields: FieldValues): Record<string, string>;
  /** The record with that id, also from the trash; null when it is nobody's or somebody else's. */
  read(tx: WriteDoor, id: string): Promise<RecordState | null>;
  /** The same of several; those that are nobody's or somebody else's are left out. */
  readAll(tx: WriteDoor, ids: readonly string[]): Promise<RecordState[]>;
  /** Saves a whole form, as the record's own page would: its rules, its history. `restored`: fields as its history knows them. */
  update(
    tx: WriteDoor,
    person: Person,
    id: string,
    version: number,
    body: Record<string, string>,
    restored?: FieldValues,
  ): Promise<Updated>;
  /** The same of several records as they were read. */
  updateAll(tx: WriteDoor, person: Person, forms: readonly RecordForm[]): Promise<Updated[]>;
  /** All rows of a list, for acts on many: a select of `id`. Undefined: it cannot be read. */
  matching(db: Pick<ReadDoor, 'row'>, query: Query, person: Person): Promise<Sql | undefined>;
  address: ListFacts;
  /** What can be set in many of its records at once. */
  bulk: readonly BulkField[];
  /** Which rows `r` may come back from the trash together: those whose place nobody took; all where it is not stated. */
  returnable?: Sql;
  /** What a merge of two of its records must know; none where they are one person's own. Its table has `merged_into_id` then. */
  merge?: Merging;
  /** Which rows `r` cannot go to the trash, and the sentence that says why; all can where it is not stated. */
  stays?: { where: Sql; why: string };
  /** What must be held before a record is, in the order in which its forms lock. */
  hold?(tx: WriteDoor): Promise<void>;
  /** What tells its records `t` of one name from each other in the trash; nothing where it is not stated. */
  trashDetail?: Sql;
  /** What a picture among its files may be made: the first of its photos, or its logo (its table has `logo_id` then). */
  pictures?: 'photos' | 'logo';
  /** Its dated things: what is due, the days of the calendar and of its feed; none where it is not stated. */
  dated?: Dated;
  /** What came in by its records: in money, and in kind, which is never added to it; nothing where it is not stated. */
  income?: Income;
  inKind?: InKind;
  /** A select of `SearchRow`s, the closest first, `most` at most. */
  search(sought: Sought, most: number): Sql;
  /** Whose records its own refer to, for those records' pages. */
  related?: readonly Related[];
  /** What it says on the pages of other kinds' records; nothing where it is not stated. */
  beside?: readonly Beside[];
  /** What a person may do to a record, as a search offers it behind which it stands; nothing where they may not, or it is gone. */
  offered(db: ReadDoor, person: Person, id: string): Promise<Offered | undefined>;
  /** The states of its records, which a found one may tell of. */
  states?: States;
  /** Its own pages: the list, the record, and what is done to that alone. Mounted behind what every record can do. */
  routes?(parts: RecordParts): Route[];
};

/** What acts on many and saved views must know of whatever has a list, be it a module of records or not. */
export type ListedModule = Pick<
  RecordModule,
  'kind' | 'bulk' | 'shown' | 'matching' | 'address' | 'merge' | 'returnable' | 'stays'
> &
  Partial<Reversible>;

/** What a change of a record is taken back by; a list whose rows are no records of a module has none of it. */
export type Reversible = Pick<RecordModule, 'kind' | 'names' | 'history' | 'typed' | 'readAll' | 'updateAll'>;

/** What the page of a record prints; `more` is what its menu holds besides. */
type RecordView = Readonly<Record<string, unknown>> & { more?: readonly MoreAct[] };

/** A module as its list knows it. */
export type ListModule = Pick<RecordModule, 'kind' | 'bulk' | 'merge'> & {
  many?: readonly ManyAct[] | undefined;
  fields: FieldSet;
  list: ListDeclared;
  filters: Filters;
  parameters: readonly string[];
  sorts: Readonly<Record<string, ListSort>>;
};

/** What the pages of a list are made of. */
export type Listed = ListModule & ListedModule & Pick<Declared, 'form' | 'index'> & { views: Pick<PageViews, 'index'> };

/** The page of a list, the form of a record and its page, by the names of their views. */
type PageViews = { index: string; form: string; show: string };

/** What a module states of itself, once. Each function of it stands in the place of a derived one, or says what none can derive. */
export type Declared<Data extends Row = Row> = {
  kind: Kind;
  /** Its own templates; a page for which it has none is the kit's. */
  views?: Partial<PageViews>;
  fields: FieldSet;
  states?: States;
  days?: DaysInOrder;
  rules?: Rules<Data>;
  list: ListDeclared;
  /** What its page shows beside its fields: columns of a select, and what the template prints. */
  record: {
    select?(reader: Reader): Sql;
    view(row: RecordRow, reader: Reader): RecordView;
    /** What the part of its page is called that its own work stands in, which comes first then: rows that it has, what is next. */
    work?: string;
    /** Its template prints as buttons what other modules offer from it, which stands in its menu else. */
    besideButtons?: true;
    /** Where it is led on to, where that is not what its state says. */
    ways?(row: RecordRow): Ways;
    /** What leads it on, where no state does: the button that stands last. */
    lead?(row: RecordRow, path: string): RecordAct | undefined;
  };
  acting?: Acting;
  form?: {
    /** Its sections, what is folded, what a choice asks for; all fields in one section where it is not stated. */
    layout?: FormLayout;
    /** What a new form holds by the person, the day and what a link asks for. */
    initial?(
      reader: Reader,
      query: Query,
      db: Pick<ReadDoor, 'row'>,
    ): Record<string, string> | Promise<Record<string, string>>;
    /** The choices that stand in a table. */
    options?(db: Pick<ReadDoor, 'row' | 'rows'>, form: Form): Promise<Record<string, readonly Option[]>>;
    /** What its template prints besides. */
    view?(form: Form, asked: FormAsked, reader: Reader, db: Pick<ReadDoor, 'row' | 'rows'>): object | Promise<object>;
    /** What a record is called by its form, where that is no field `name`; where "Save and add another" leads. */
    called?(form: Form): string;
    next?(form: Form): string;
  };
  /** Whose records its rows refer to: each is a tab of those records' pages. */
  refers?: readonly Reference[];
  /** What else is done with ticked rows of its list. */
  many?: readonly ManyAct[];
  /** Fields that stand before others among the acts on many. */
  acts?: readonly string[];
  /** What the page of its list prints besides. */
  index?(asked: Asked, reader: Reader): object;
  /** Holds forms against what is there: what names stand for, what must be free; of many of them in few statements. */
  place?: Place<Data>;
  /** Its records may stand in each other's way, or name each other: what one row of a table makes, the next one may ask for. */
  amongThem?: true;
  /** Another way by which its records come in, as the page says that takes tables. */
  otherImport?: { text: string; href: string; label: string };
  /** What is there that may be the one that is typed, `except` this record. */
  likely?(db: Pick<ReadDoor, 'row' | 'rows'>, data: Data, except: string | null): Promise<readonly Likely[]>;
  /** What the first entry of its history tells. */
  created?(data: Data): Changes;
  /** What is said once its form is saved, where that did more than the fields show. */
  told?(tx: WriteDoor, before: RecordState, data: Data): Promise<string | undefined>;
  /** Why a record cannot leave the trash, as the rest of a sentence. */
  taken?(tx: WriteDoor, record: RecordState): Promise<string | undefined>;
  /** What programs do to its records besides, where its pages have acts that no change of fields says. */
  api?(module: Module): ApiRoute[];
  /** Its pages: its own verbs, then `moduleRoutes`; these alone, unless stated. */
  routes?(module: Module, parts: RecordParts): Route[];
} & Pick<
  RecordModule,
  | 'hold'
  | 'merge'
  | 'beside'
  | 'returnable'
  | 'stays'
  | 'search'
  | 'trashDetail'
  | 'pictures'
  | 'dated'
  | 'income'
  | 'inKind'
>;

/** A module as its pages know it. */
export type Module = RecordModule & ListModule & Omit<Declared, 'views' | 'routes'> & { views: PageViews };

/** The kinds of records that modules keep, in their order. */
export function kindsOf(modules: readonly Pick<RecordModule, 'kind'>[]): Kind[] {
  return modules.map(({ kind }) => kind);
}
