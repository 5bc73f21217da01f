import type { ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';
import type { ToMember } from './messages.js';

type Taker = { child: ChildProcess; handing: Set<Socket> };

const CONNECTION: ToMember = { act: 'connection' };

/** Hands connections out in turn, to those first that took what they were handed before: one that hangs gets no further ones. */
export function openTurns() {
  const takers: Taker[] = [];
  const waiting: Socket[] = [];

  function handOut(socket: Socket): void {
    const [next] = takers.toSorted((a, b) => a.handing.size - b.handing.size);
    if (!next) return void waiting.push(socket);
    takers.push(...takers.splice(takers.indexOf(next), 1));
    next.handing.add(socket);
    next.child.send(CONNECTION, socket, (error) => {
      if (error) remove(next.child);
      else next.handing.delete(socket);
    });
  }

  function remove(child: ChildProcess): void {
    const at = takers.findIndex((it) => it.child === child);
    const [gone] = at < 0 ? [] : takers.splice(at, 1);
    for (const socket of gone?.handing ?? []) if (!socket.destroyed) handOut(socket);
  }

  return {
    handOut,
    /** From now on it gets its share, and at once what waits. */
    add(child: ChildProcess): void {
      takers.push({ child, handing: new Set() });
      for (const socket of waiting.splice(0)) handOut(socket);
    },
    /** It takes none any more: what it was handed and has not taken, others get. */
    remove,
    isEmpty: () => takers.length === 0,
  };
}
