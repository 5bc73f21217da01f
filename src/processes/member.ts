import { EventEmitter, once } from 'node:events';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Figures } from '../platform/metrics.js';
import type { FromMember, ToMember } from './messages.js';

export type Member = ReturnType<typeof openMember>;

/**
 * This process as number `n` of those that serve one port. The port is the first process's: it hands each connection over, asks for
 * the figures of all when one of them is scraped, and says when to end.
 */
export function openMember(n: number) {
  const told = new EventEmitter();
  // Ctrl-C and systemd send these to the whole group: the first process tells us when it is our turn.
  process.on('SIGTERM', ignore).on('SIGINT', ignore);
  process.on('message', (message: ToMember, socket?: Socket) => told.emit(message.act, message, socket));
  const signals = asked(told);
  const closed = once(told, 'closed');
  let questions = 0;

  return {
    n,
    /** Emits SIGTERM or SIGINT where this process is asked to end: as `process` does where there is one alone. */
    signals,
    /** Has the server answer what is handed over from now on; resolves once the port is ours. */
    async listen(server: Server): Promise<void> {
      const listening = once(told, 'listening');
      told.on('connection', (_message, socket: Socket | undefined) => socket && take(server, socket));
      // The server watches over slow heads and bodies from here on, as one that listens itself.
      server.emit('listening');
      tell({ act: 'ready' });
      await listening;
    },
    /** Once no connection comes any more. */
    async closed(): Promise<void> {
      await closed;
    },
    /** Tells this process's figures whenever those of all are gathered. */
    measures(figures: () => Promise<Figures>): void {
      told.on('measure', async ({ id }: { id: number }) => tell({ act: 'measured', id, figures: await figures() }));
    },
    /** The figures of all processes together, for Prometheus. */
    async gather(): Promise<string> {
      questions += 1;
      const id = questions;
      tell({ act: 'gather', id });
      for (;;) {
        const [answer] = await once(told, 'gathered');
        if (answer.id === id) return answer.text;
      }
    },
  };
}

// Without the first process nobody hands anything over any more, and its successor has others.
function asked(told: EventEmitter): EventEmitter {
  const signals = new EventEmitter();
  told.on('stop', ({ signal }) => signals.emit(signal));
  process.once('disconnect', () => {
    told.emit('closed');
    signals.emit('SIGTERM');
  });
  return signals;
}

function take(server: Server, socket: Socket): void {
  // As of a server's own sockets: a client may close its half and read on.
  socket.allowHalfOpen = true;
  server.emit('connection', socket);
}

function tell(message: FromMember): void {
  if (process.connected) process.send?.(message);
}

const ignore = () => undefined;
