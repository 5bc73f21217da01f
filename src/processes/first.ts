import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Config } from '../config.js';
import { STILL_OPEN_MS, stopListening } from '../http/drain.js';
import { listenOn } from '../http/listen.js';
import { StartRefused } from '../platform/errors.js';
import { createLogger } from '../platform/logger.js';
import { openFigures } from './figures.js';
import type { Asked, FromMember, ToMember } from './messages.js';
import { openRests } from './rest.js';
import { openTurns } from './turns.js';

/** Since when each serves; undefined while it starts. */
type Members = Map<ChildProcess, number | undefined>;
/** What each is started with. */
type Options = { program: string; args: string[] };

/** What hangs by then is killed: requests and jobs in hand get 20 s, and containers and systemd wait for 30. */
const ENDING_MS = 25_000;
/** One that served for so long has died of something that passes. */
const LONG_LIFE_MS = 30_000;

/**
 * Keeps `config.processes` processes that serve one port, until a signal or until none of them can start; this one hands them the
 * connections and does nothing else. The first of them starts alone, so that what is done once at a start is done by then.
 */
export async function keepProcesses(config: Config, { program, args }: Options): Promise<void> {
  const readable = config.env === 'development';
  const log = await createLogger(config.logLevel, { readable, file: config.logFile });
  const members: Members = new Map();
  const turns = openTurns();
  const figures = openFigures(() => serving(members));
  const server = createServer({ pauseOnConnect: true, noDelay: true }, (socket) => {
    socket.on('error', () => undefined);
    turns.handOut(socket);
  });
  const rests = openRests();
  let stopping: Asked | undefined;

  function start(n: number): void {
    if (stopping) return;
    const child = fork(program, [...args, '--process', String(n)], { serialization: 'advanced' });
    members.set(child, undefined);
    child.on('message', (message: FromMember) => void hear(child, n, message));
    child.on('error', (error) => log.error({ err: error, process: n }, 'a process cannot be spoken to'));
    child.once('exit', (code, signal) => void ended(child, n, signal ?? code));
  }

  async function hear(child: ChildProcess, n: number, message: FromMember): Promise<void> {
    if (message.act === 'gather') tell(child, { act: 'gathered', id: message.id, text: await figures.gather() });
    if (message.act !== 'ready') return;
    const isFirst = !server.listening;
    if (isFirst && !(await listens(server, config))) return void stop('SIGINT', 1);
    members.set(child, Date.now());
    turns.add(child);
    tell(child, { act: 'listening' });
    log.info({ process: n, pid: child.pid }, `process ${n} of ${config.processes} serves`);
    if (isFirst) for (let other = 2; other <= config.processes; other += 1) start(other);
  }

  async function ended(child: ChildProcess, n: number, how: number | string | null): Promise<void> {
    const livedLong = Date.now() - (members.get(child) ?? Date.now()) > LONG_LIFE_MS;
    members.delete(child);
    turns.remove(child);
    await figures.keep(child);
    if (stopping) return;
    // It has said why.
    if (!server.listening) process.exit(1);
    const rest = rests.after(n, livedLong);
    log.error(
      { process: n, pid: child.pid, how, after_ms: rest },
      'a process has died: another one is started in its place',
    );
    if (turns.isEmpty() && rests.isHopeless()) {
      log.fatal('no process can start');
      process.exit(1);
    }
    await pause(rest);
    start(n);
  }

  async function stop(signal: Asked, code = 0): Promise<void> {
    if (stopping) return;
    stopping = signal;
    const all = [...members.keys()];
    const over = all.map((child) => once(child, 'exit').then(() => child.exitCode));
    for (const child of all) tell(child, { act: 'stop', signal });
    if (signal === 'SIGTERM') await pause(STILL_OPEN_MS);
    if (server.listening) await stopListening(server);
    for (const child of all) tell(child, { act: 'closed' });
    const late = setTimeout(() => all.forEach((child) => void child.kill('SIGKILL')), ENDING_MS);
    const codes = await Promise.all(over);
    clearTimeout(late);
    process.exit(codes.every((it) => it === 0) ? code : 1);
  }

  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));
  start(1);
}

async function listens(server: Server, config: Config): Promise<boolean> {
  try {
    await listenOn(server, config);
    return true;
  } catch (error) {
    process.stderr.write(`${error instanceof StartRefused ? error.message : error}\n`);
    return false;
  }
}

function serving(members: Members): ChildProcess[] {
  return [...members].flatMap(([child, since]) => (since === undefined ? [] : [child]));
}

function tell(child: ChildProcess, message: ToMember): void {
  // One that has just ended is told of by its exit.
  if (child.connected) child.send(message, () => undefined);
}
