import { parseArgs } from 'node:util';
import { type Config, readConfig } from '../../src/config.js';
import { StartRefused } from '../../src/platform/errors.js';
import type { Log } from '../../src/platform/logger.js';
import { embeddedPostgres } from '../../src/platform/postgres/embedded.js';
import { waitForDatabase } from '../../src/platform/postgres/wait.js';

type Option = { type: 'string' | 'boolean'; help: string; required?: boolean };
export type Options = Record<string, Option>;
export type Args<O extends Options> = {
  [Name in keyof O]: O[Name]['type'] extends 'boolean'
    ? boolean
    : O[Name]['required'] extends true
      ? string
      : string | undefined;
};

type Usage<O extends Options, T extends string> = {
  /** What `--help` says first: one sentence. */
  usage: string;
  /** What is given without a name. */
  takes?: { name: T; help: string };
  options?: O;
};

/** A fault of the person who called: said without a stack, and the script ends with 1. */
export class ScriptFault extends Error {}

/** What scripts say on the way goes to stderr, so that stdout holds the answer alone. */
export const log: Log = { info: (line) => process.stderr.write(`${line}\n`) };

/**
 * A script with the database: `--help`, checked options, the configuration, and the address of a database that answers.
 * The embedded server is attached to, or started and stopped again. Ends with 0, or with 1 and a sentence.
 */
export function script<const O extends Options>(
  about: Usage<O, never>,
  work: (context: { args: Args<O>; config: Config; url: string }) => Promise<void>,
): Promise<void> {
  return plainScript(about, async (args) => {
    const config = readConfig();
    const embedded = config.database.url ? undefined : await embeddedPostgres(config.dataDir, { log });
    try {
      const url = config.database.url ?? embedded?.url ?? '';
      await waitForDatabase(url, { log });
      await work({ args, config, url });
    } finally {
      await embedded?.release();
    }
  });
}

/** As `script`, without configuration or database. */
export async function plainScript<const O extends Options, const T extends string = never>(
  about: Usage<O, T>,
  work: (args: Args<O> & Record<T, string>) => Promise<void>,
): Promise<void> {
  const { options = {} as O, takes } = about;
  try {
    const { help, ...values } = parse(options, takes?.name);
    if (help) process.stdout.write(helpOf(about));
    else await work(checked<O, T>(values, options, takes?.name));
  } catch (error) {
    process.exitCode = 1;
    process.stderr.write(`${isPlain(error) ? error.message : (error as Error).stack}\n`);
  }
}

function parse(options: Options, takes: string | undefined): Record<string, unknown> {
  const known = Object.entries(options).map(([name, { type }]) => [name, { type }] as const);
  try {
    const { values, positionals } = parseArgs({
      options: { ...Object.fromEntries(known), help: { type: 'boolean', short: 'h' } },
      allowPositionals: takes !== undefined,
      strict: true,
    });
    if (positionals.length > 1) throw new Error(`Unexpected argument '${positionals[1]}'`);
    return takes ? { ...values, [takes]: positionals[0] } : values;
  } catch (error) {
    throw new ScriptFault(`${(error as Error).message.split('. ')[0]}. --help lists what there is.`);
  }
}

function checked<O extends Options, T extends string>(
  values: Record<string, unknown>,
  options: O,
  takes: T | undefined,
): Args<O> & Record<T, string> {
  if (takes && !values[takes]) throw new ScriptFault(`${takes} must be given; see --help.`);
  const lacking = Object.keys(options).filter((name) => options[name]?.required && !values[name]);
  if (lacking.length > 0)
    throw new ScriptFault(`${lacking.map((name) => `--${name}`).join(', ')} must be given; see --help.`);
  const unset = Object.entries(options).map(([name, { type }]) => [name, type === 'boolean' ? false : undefined]);
  return { ...Object.fromEntries(unset), ...values } as Args<O> & Record<T, string>;
}

function helpOf({ usage, takes, options = {} }: Usage<Options, string>): string {
  const taken = takes ? [`  ${takes.name.padEnd(18)} ${takes.help} (required)`] : [];
  const rows = Object.entries(options).map(([name, { type, help, required }]) => {
    const label = `--${name}${type === 'string' ? ' …' : ''}`;
    return `  ${label.padEnd(18)} ${help}${required ? ' (required)' : ''}`;
  });
  return `${[usage, '', ...taken, ...rows, `  ${'--help'.padEnd(18)} this text`].join('\n')}\n`;
}

function isPlain(error: unknown): error is Error {
  return error instanceof ScriptFault || error instanceof StartRefused;
}
