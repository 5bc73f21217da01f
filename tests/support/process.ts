import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { TEST_ENV } from './app.js';
import { keepSaid } from './logs.js';

// Vitest ends its workers by SIGTERM, which runs no exit handler: what a failing test left running must go even so.
process.once('SIGTERM', () => process.exit(143));

/** How many times slower than an idle one a machine may be on which the tests hold. */
const SLOWEST = 6;
/** What is not there by then, on an idle machine, will not come. */
export const HANGS_MS = 30_000;

/** For a process that is not asked how long it waits for Postgres: a loaded machine is not one whose database is away. */
export const PATIENT = {
  DATABASE_CONNECT_TIMEOUT_MS: '60000',
  DATABASE_SILENCE_TIMEOUT_MS: '60000',
  DATABASE_STATEMENT_TIMEOUT_MS: '60000',
};

const APP = ['dist/src/main.js'];

export type AppProcess = Awaited<ReturnType<typeof startProcess>>;

/** The built product as a process of its own, as an operator starts it; resolves once it answers. `program`: another than the app alone. */
export async function startProcess(
  env: Record<string, string>,
  { cwd = process.cwd(), program = APP }: { cwd?: string; program?: string[] } = {},
) {
  const port = env['PORT'] ?? String(await freePort());
  const { child, output, ended } = launch({ ...TEST_ENV, LOG_LEVEL: 'info', ...env, PORT: port }, cwd, program);
  const url = `http://127.0.0.1:${port}`;
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`the app ended with ${child.exitCode}: ${output()}`);
    return (await fetch(`${url}/alive`)).ok;
  }, HANGS_MS);
  return {
    url,
    child,
    output,
    /** Asks it to end and answers with its exit code. */
    async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
      if (child.exitCode === null) child.kill(signal);
      return ended;
    },
  };
}

/** Starts the product where it is expected to refuse, or another program: its exit code and what it said. */
export async function runToEnd(
  env: Record<string, string>,
  program = APP,
): Promise<{ code: number | null; said: string }> {
  const { output, ended } = launch(env, process.cwd(), program);
  return { code: await ended, said: output() };
}

/**
 * Waits until `met` answers true; a throw counts as not yet, and is what is thrown in the end. `limitMs` is what an idle machine
 * needs at most: one that is five times slower is given that time.
 */
export async function until(met: () => Promise<boolean>, limitMs: number): Promise<void> {
  const end = Date.now() + limitMs * SLOWEST;
  for (;;) {
    const answer = await met().catch((error: Error) => error);
    if (answer === true) return;
    if (Date.now() > end) throw answer instanceof Error ? answer : new Error(`not met within ${limitMs} ms`);
    await pause(25);
  }
}

// Below those that the system gives to whoever asks for any, and each worker of the tests has its own: else one that is free now is
// another's by the time it is listened on, and a test speaks to a process that is not its own.
let nextPort = 20_000 + 1_000 * (Number(process.env['VITEST_POOL_ID'] ?? 0) % 12);

/** A port that nobody listens on, and that no other worker of the tests is given. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = nextPort++;
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true));
    });
    server.close();
    if (isFree) return port;
  }
}

function launch(env: Record<string, string>, cwd: string, program: string[]) {
  const child: ChildProcess = spawn(process.execPath, program, {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // A test that fails on the way must not leave its process behind.
  process.once('exit', () => child.kill('SIGKILL'));
  let said = '';
  child.stdout?.on('data', (data) => (said += data));
  child.stderr?.on('data', (data) => (said += data));
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  // Scripts may print what they were asked for; the product's processes log.
  if (program[0]?.startsWith('dist/src/')) child.once('close', () => keepSaid(said));
  return { child, output: () => said, ended };
}
