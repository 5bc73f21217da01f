import { closeSync, fstatSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

const LARGEST = 10 * 1024 * 1024;
/** The one that is written and those before it, NAME.1 the newest. */
const FILES = 10;
const LOOK_AGAIN_MS = 1_000;
/** After a fault lines are not even tried for so long: a full disk costs no request its time. */
const REST_MS = 10_000;

type LogFile = { write(line: string): void };
type Options = { largest?: number; fault(error: Error): void };

/**
 * A file of lines that is put aside when it has grown to 10 MB, ten of them in all. Writing never throws: what the disk does not
 * take is lost here, and `fault` hears of it once until lines are taken again. Several processes may write the same one.
 */
export function openLogFile(path: string, { largest = LARGEST, fault }: Options): LogFile {
  let file: number | undefined;
  let [size, lookAt, tryAt] = [0, 0, 0];
  let [isWell, isCut] = [true, false];

  function open(): number {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const opened = openSync(path, 'a', 0o600);
    size = fstatSync(opened).size;
    return opened;
  }
  function close(): void {
    if (file !== undefined) closeSync(file);
    file = undefined;
  }
  // Another process may have put it aside, or somebody may have removed it.
  function look(): void {
    const now = Date.now();
    if (file === undefined || now < lookAt) return;
    lookAt = now + LOOK_AGAIN_MS;
    const mine = fstatSync(file);
    size = mine.size;
    if (statSync(path, { throwIfNoEntry: false })?.ino !== mine.ino) close();
  }
  function write(bytes: Buffer): void {
    look();
    file ??= open();
    if (size > 0 && size + bytes.length > largest) {
      close();
      putAside(path, largest - bytes.length);
      file = open();
    }
    const written = writeSync(file, bytes);
    size += written;
    isCut = written < bytes.length;
    if (isCut) throw new Error('no space left on the disk');
  }

  return {
    write(line) {
      if (Date.now() < tryAt) return;
      try {
        write(Buffer.from(isCut ? `\n${line}` : line));
        isWell = true;
      } catch (error) {
        tryAt = Date.now() + REST_MS;
        if (isWell) fault(error as Error);
        isWell = false;
        try {
          close();
        } catch {
          file = undefined;
        }
      }
    },
  };
}

// Unless another process did so just now.
function putAside(path: string, most: number): void {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) <= most) return;
  for (let n = FILES - 1; n > 0; n -= 1) {
    const from = n === 1 ? path : `${path}.${n - 1}`;
    if (statSync(from, { throwIfNoEntry: false })) renameSync(from, `${path}.${n}`);
  }
}
