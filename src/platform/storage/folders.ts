import type { Folder } from './folder.js';

/** Where files are kept, and where they are kept on this machine while that one does not answer. */
export type Folders = { folder: Folder; fallback: Folder };
