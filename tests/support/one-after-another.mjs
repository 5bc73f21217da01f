// Runs scripts one after another in one process: files and arguments as JSON on standard input, what each said as JSON on standard output.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const ran = [];
const write = process.stdout.write.bind(process.stdout);
for (const [n, [file, args]] of JSON.parse(readFileSync(0, 'utf8')).entries()) {
  const one = { code: 0, out: '', err: '' };
  process.stdout.write = (text) => {
    one.out += text;
    return true;
  };
  process.stderr.write = (text) => {
    one.err += text;
    return true;
  };
  process.argv = [process.execPath, file, ...args];
  process.exitCode = 0;
  await import(`${pathToFileURL(resolve(file))}?${n}`);
  ran.push({ ...one, code: process.exitCode });
}
process.exitCode = 0;
write(JSON.stringify(ran));
