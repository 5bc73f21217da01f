import type { Unseen } from '../../platform/pictures.js';

/** A file that came with a form: its bytes are kept, its row is the handler's to write. */
export type ReceivedFile = {
  id: string;
  name: string;
  size: number;
  sha256: string;
  mediaType: string;
  width: number | null;
  height: number | null;
  inFallback: boolean;
  /** Begins like a picture, but nothing could be made of it to show. */
  unseen: Unseen | undefined;
};
/** What a form with files brought: the files, or in a sentence why none was taken. */
export type Sent = {
  files: ReceivedFile[];
  /** Those that the handler found no use for: they go when the change is committed. */
  unused: ReceivedFile[];
  fault?: string;
  /** The fault is this server's: the form is shown again under 503. */
  unavailable?: boolean;
};

/** A file whose bytes are in, under a temporary path and before it has its name. */
export type Incoming = { id: string; name: string; size: number; sha256: string; type: string; path: string };
