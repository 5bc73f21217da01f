import pg from 'pg';

/** How the cells of a row are read; or that they are handed on as the texts by which Postgres tells them. */
type Reading = pg.CustomTypesConfig | 'texts';
/** A statement; one with a name is planned once by a connection, which remembers it. */
export type Statement = { text: string; values: unknown[]; name: string | undefined; reading: Reading };
/** `limitMs`: how long the whole may take, where the connection's limit is not meant; `forgotten`: names that are remembered no longer. */
type FlightOptions = { limitMs?: number | undefined; forgotten: readonly string[] };

// What pg itself does with a query as messages come, which its types leave out.
type Names = Record<string, string>;
type Connection = Omit<pg.Connection, 'bind' | 'close' | 'describe'> & {
  parsedStatements: Names;
  submittedNamedStatements: Names;
} & Record<'bind' | 'close' | 'describe', (message: object) => void>;
type Query = { text: string; name: string | undefined; handleError(fault: Error, connection: Connection): void };
type Done = (fault: Error | null | undefined) => void;
const Query = pg.Query as unknown as new (config: object, done: Done) => Query;
const { prepareValue } = (pg as unknown as { utils: { prepareValue(value: unknown): unknown } }).utils;

type Text = string | null;
type Field = { name: string; dataTypeID: number };
type RowOf = (cells: Text[]) => object;

/** How a connection reads rows of what it remembers: Postgres refuses to carry it out once they would be made of something else. */
const described = new WeakMap<Connection, Map<string, RowOf>>();

/** Rows are no longer made of what a connection remembers: behind a pooler others may plan the statement anew. */
export class Outdated extends Error {}

/**
 * Statements that are sent at once and answered as one transaction: Postgres begins it with the first and ends it at their one Sync, and
 * where one fails, it refuses all behind it. What a row is made of is asked once of each that is remembered. A connection takes a flight
 * as it takes a query.
 */
export class Flight extends Query {
  /** The rows of each statement, or the first fault. */
  readonly landed: Promise<object[][]>;
  readonly query_timeout: number | undefined;
  private readonly statements: readonly Statement[];
  private readonly forgotten: readonly string[];
  private readonly answered: object[][] = [];
  private known = new Map<string, RowOf>();
  private readers: (RowOf | undefined)[] = [];
  private found: object[] = [];
  private fault: Error | undefined;

  constructor(statements: readonly Statement[], { limitMs, forgotten }: FlightOptions) {
    let land: Done = () => undefined;
    super({ text: '' }, (fault) => land(fault ?? this.fault));
    this.landed = new Promise((answer, fail) => {
      land = (fault) => (fault ? fail(fault) : answer(this.answered));
    });
    this.statements = statements;
    this.query_timeout = limitMs;
    this.forgotten = forgotten;
  }

  submit(to: pg.Connection): Error | null {
    const connection = to as unknown as Connection;
    this.known = described.get(connection) ?? new Map();
    described.set(connection, this.known);
    this.turn();
    try {
      // All of them before the first is sent: of one that cannot be, nothing is.
      const values = this.statements.map((it) => it.values.map(prepareValue));
      connection.stream.cork();
      for (const name of this.forgotten) this.forget(name, connection);
      this.readers = this.statements.map(({ name }) => (name ? this.known.get(name) : undefined));
      for (const [at, statement] of this.statements.entries()) this.send(statement, values[at] ?? [], connection);
      connection.sync();
      connection.stream.uncork();
    } catch (fault) {
      return fault as Error;
    }
    return null;
  }

  handleRowDescription({ fields }: { fields: Field[] }): void {
    const at = this.answered.length;
    const rowOf = rowsOf(fields, this.statements[at]?.reading ?? 'texts');
    this.readers[at] = rowOf;
    if (this.name) this.known.set(this.name, rowOf);
  }

  handleDataRow({ fields }: { fields: Text[] }): void {
    const rowOf = this.readers[this.answered.length];
    try {
      if (!rowOf) throw new Error(`Postgres sent a row of ${this.text} and did not say of what it is made`);
      this.found.push(rowOf(fields));
    } catch (fault) {
      this.fault ??= fault as Error;
    }
  }

  handleCommandComplete(): void {
    this.answered.push(this.found);
    this.turn();
  }

  override handleError(fault: Error, connection: Connection): void {
    // Postgres has not read what stands behind the fault.
    for (const { name = '' } of this.statements.slice(this.answered.length))
      delete connection.submittedNamedStatements[name];
    super.handleError(fault, connection);
  }

  private send({ text, name }: Statement, values: unknown[], connection: Connection): void {
    const { parsedStatements, submittedNamedStatements } = connection;
    if (!name || !(parsedStatements[name] ?? submittedNamedStatements[name])) {
      connection.parse({ text, name: name ?? '', types: [] }, true);
      if (name) submittedNamedStatements[name] = text;
    }
    connection.bind({ statement: name, values });
    if (!name || !this.known.has(name)) connection.describe({ type: 'P' });
    connection.execute({}, true);
  }

  private forget(name: string, connection: Connection): void {
    connection.close({ type: 'S', name });
    delete connection.parsedStatements[name];
    this.known.delete(name);
  }

  // pg notes by name and text which statement a connection has read.
  private turn(): void {
    const next = this.statements[this.answered.length];
    this.text = next?.text ?? '';
    this.name = next?.name;
    this.found = [];
  }
}

function rowsOf(fields: Field[], reading: Reading): RowOf {
  const whole = (cells: Text[]) => {
    if (cells.length === fields.length) return cells;
    throw new Outdated(`${cells.length} cells came where ${fields.length} were told of`);
  };
  if (reading === 'texts') return whole;
  const names = fields.map(({ name }) => name);
  const read = fields.map(({ dataTypeID }) => reading.getTypeParser(dataTypeID, 'text') as (text: string) => unknown);
  // A copy of it has the shape that every row has.
  const blank = Object.fromEntries(names.map((name): [string, unknown] => [name, null]));
  return (cells) => {
    const row = { ...blank };
    whole(cells);
    for (let at = 0; at < cells.length; at += 1) {
      const cell = cells[at] ?? null;
      if (cell !== null) row[names[at] as string] = read[at]?.(cell);
    }
    return row;
  };
}
