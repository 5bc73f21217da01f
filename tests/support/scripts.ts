import { spawn } from 'node:child_process';
import { TEST_ENV } from './app.js';

export type Ran = { code: number | null; out: string; err: string };

/** Runs a built script as an operator does, with `typed` on its standard input. */
export function runScript(name: string, args: string[], env: Record<string, string>, typed = ''): Promise<Ran> {
  return runNode([`dist/scripts/${name}.js`, ...args], env, typed);
}

/** Runs Node to its end, with nothing of this process's environment but where programs are. */
export function runNode(args: string[], env: Record<string, string>, typed = ''): Promise<Ran> {
  const child = spawn(process.execPath, args, {
    env: { ...TEST_ENV, PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...env },
  });
  child.stdin.end(typed);
  let [out, err] = ['', ''];
  child.stdout.on('data', (data) => (out += data));
  child.stderr.on('data', (data) => (err += data));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })));
}
