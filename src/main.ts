import { parseArgs } from 'node:util';
import { readConfig } from './config.js';

// `--process` is how the first of several processes starts the others. It needs little of what they need: each loads its own.
const { values } = parseArgs({ options: { 'no-worker': { type: 'boolean' }, process: { type: 'string' } } });

const config = readConfig();
if (config.processes > 1 && values.process === undefined) {
  const { keepProcesses } = await import('./processes/first.js');
  await keepProcesses(config, { program: import.meta.filename, args: process.argv.slice(2) });
} else {
  const { serveApp } = await import('./serve.js');
  await serveApp(config, { alone: !values['no-worker'], process: values.process });
}
