import type { Figures } from '../platform/metrics.js';

/** What the first process tells one of those that serve; a connection comes with its socket. */
export type ToMember =
  | { act: 'connection' }
  /** The port is ours: requests will come. */
  | { act: 'listening' }
  | { act: 'stop'; signal: Asked }
  /** No connection comes any more; those that were handed over before came before this. */
  | { act: 'closed' }
  | { act: 'measure'; id: number }
  | { act: 'gathered'; id: number; text: string };

/** What one of those that serve tells the first process. */
export type FromMember =
  | { act: 'ready' }
  | { act: 'measured'; id: number; figures: Figures }
  | { act: 'gather'; id: number };

/** How a process is asked to end: by SIGINT where a person waits for it. */
export type Asked = 'SIGTERM' | 'SIGINT';
