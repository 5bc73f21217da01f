import { SEALED_CODES } from '../../src/features/auth/index.js';
import { SEALED_WEBHOOKS } from '../../src/features/webhooks/index.js';
import type { SealedTable } from '../../src/platform/postgres/sealed-rows.js';

/** Every table with secrets that are encrypted under ENCRYPTION_KEY. */
export const SEALED: readonly SealedTable[] = [SEALED_CODES, ...SEALED_WEBHOOKS];
