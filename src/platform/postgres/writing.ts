import type { Prisma, PrismaClient } from '../prisma/client.js';
import { type Binding, personOf } from './binding.js';
import { asUnavailable } from './errors.js';

/** A Prisma transaction bound to a person or to the system; commits when the work returns. */
export type WriteDoor = Prisma.TransactionClient;

type Write = <T>(binding: Binding, work: (tx: WriteDoor) => Promise<T>, limitMs?: number) => Promise<T>;

const WRITE_LIMIT_MS = 20_000;

/** Transactions that write; each waits `maxWait` for a connection at most. */
export function openWriting(prisma: PrismaClient, maxWait: number): Write {
  return async (binding, work, timeout = WRITE_LIMIT_MS) => {
    const bound = async (tx: WriteDoor) => {
      await bind(tx, binding);
      return work(tx);
    };
    return prisma.$transaction(bound, { maxWait, timeout }).catch(asUnavailable);
  };
}

// `set local role`, the person and their token in one round trip; nothing is compiled that is written once.
async function bind(tx: WriteDoor, binding: Binding): Promise<void> {
  const person = personOf(binding);
  const { id = '', name = '' } = binding.token ?? {};
  await tx.$queryRaw`
    select set_config('role', ${binding.role}, true), set_config('app.user_id', ${person}, true),
      set_config('app.token_id', ${id}, true), set_config('app.token_name', ${name}, true), set_config('jit', 'off', true)`;
}
