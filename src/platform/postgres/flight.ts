import pg from 'pg';

/** A statement; one with a name is planned once by a connection, which remembers it. */
export type Statement = { text: string; values: unknown[]; name: string | undefined; types?: pg.QueryConfig['types'] };
/** `limitMs`: how long the whole may take, where the connection's limit is not meant; `forgotten`: names that are remembered no longer. */
type FlightOptions = { limitMs?: number | undefined; forgotten: readonly string[] };

// What pg itself does with a query as messages come, which its types leave out.
type Names = Record<string, string>;
type Connection = pg.Connection & { parsedStatements: Names; submittedNamedStatements: Names };
type Query = {
  text: string;
  name: string | undefined;
  submit(connection: pg.Connection): Error | null;
  handleRowDescription(message: object): void;
  handleDataRow(message: object): void;
  handleCommandComplete(message: object, connection: Connection): void;
  handleReadyForQuery(connection: Connection): void;
  handleError(fault: Error, connection: Connection): void;
};
type Done = (fault: Error | null | undefined, result?: { rows: object[] }) => void;
const Query = pg.Query as unknown as new (config: object, done: Done) => Query;

/**
 * Statements that are sent at once and answered as one transaction: Postgres begins it with the first and ends it at their one Sync, and
 * where one fails, it refuses all behind it. A connection takes a flight as it takes a query.
 */
export class Flight extends Query {
  /** The rows of each statement, or the first fault. */
  readonly landed: Promise<object[][]>;
  readonly query_timeout: number | undefined;
  private readonly parts: Query[];
  private readonly forgotten: readonly string[];
  private at = 0;
  private fault: Error | undefined;

  constructor(statements: readonly Statement[], { limitMs, forgotten }: FlightOptions) {
    const rows: object[][] = [];
    let land: Done = () => undefined;
    super({ text: '' }, (fault) => land(fault ?? this.fault));
    this.landed = new Promise((answer, fail) => {
      land = (fault) => (fault ? fail(fault) : answer(rows));
    });
    const part: Done = (fault, result) => {
      this.fault ??= fault ?? undefined;
      rows.push(result?.rows ?? []);
    };
    this.parts = statements.map((it) => new Query({ ...it, queryMode: 'extended' }, part));
    this.query_timeout = limitMs;
    this.forgotten = forgotten;
    this.turn();
  }

  override submit(to: pg.Connection): Error | null {
    const connection = to as Connection;
    const unsynced = Object.create(connection, { sync: { value: () => undefined } }) as Connection;
    connection.stream.cork();
    for (const name of this.forgotten) {
      (connection.close as (message: object) => void)({ type: 'S', name });
      delete connection.parsedStatements[name];
    }
    const refused = this.parts.map((part) => part.submit(unsynced)).find((fault) => fault);
    connection.sync();
    connection.stream.uncork();
    return refused ?? this.fault ?? null;
  }

  override handleRowDescription(message: object): void {
    this.parts[this.at]?.handleRowDescription(message);
  }

  override handleDataRow(message: object): void {
    this.parts[this.at]?.handleDataRow(message);
  }

  override handleCommandComplete(message: object, connection: Connection): void {
    this.parts[this.at]?.handleCommandComplete(message, connection);
    this.parts[this.at]?.handleReadyForQuery(connection);
    this.at += 1;
    this.turn();
  }

  override handleError(fault: Error, connection: Connection): void {
    // Postgres has not read what stands behind the fault.
    for (const { name = '' } of this.parts.slice(this.at)) delete connection.submittedNamedStatements[name];
    super.handleError(fault, connection);
  }

  // pg notes by name and text which statement a connection has read.
  private turn(): void {
    this.text = this.parts[this.at]?.text ?? '';
    this.name = this.parts[this.at]?.name;
  }
}
