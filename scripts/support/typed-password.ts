import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { ScriptFault } from './script.js';

/** A new password: asked for twice and unseen at a terminal, else the first line of standard input. */
export async function typedPassword(): Promise<string> {
  if (!process.stdin.isTTY) return firstLine();
  const password = await unseen('Password: ');
  if ((await unseen('Again: ')) !== password) throw new ScriptFault('The two passwords differ. Nothing was changed.');
  return password;
}

/** The password of an account that is there: asked for unseen at a terminal, else the first line of standard input. */
export function knownPassword(): Promise<string> {
  return process.stdin.isTTY ? unseen('Password: ') : firstLine();
}

async function firstLine(): Promise<string> {
  for await (const line of createInterface({ input: process.stdin })) return line;
  throw new ScriptFault('No password came on standard input. Send one.');
}

async function unseen(question: string): Promise<string> {
  process.stderr.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  try {
    return await terminal.question('');
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}
