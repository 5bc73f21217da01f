/** What the parts of the start say aloud; the app's logger fits, and so does a script's. */
export type Log = { info(line: string): void };

export const SILENT: Log = { info: () => undefined };
