import { type Config, defaultSettings, readConfig, SECRETS, VARIABLES } from '../src/config.js';
import { log, plainScript } from './support/script.js';

type Setting = { value: string | null; from: 'set' | 'file' | 'default' | 'not set' };

const WIDTH = 36;
const HIDDEN = '(not shown)';

await plainScript(
  {
    usage:
      'Prints the settings as the app takes them, of secrets only where they come from; refuses what the start refuses.',
    options: { json: { type: 'boolean', help: 'prints them as JSON' } },
  },
  async ({ json }) => {
    const config = readConfig();
    for (const warning of config.warnings) log.info(warning);
    const settings = VARIABLES.map((name) => [name, settingOf(name, defaultsOf(config))] as const);
    if (json) console.log(JSON.stringify(Object.fromEntries(settings), null, 2));
    else for (const [name, setting] of settings) console.log(`${name.padEnd(WIDTH)} ${wordsOf(setting)}`);
  },
);

function settingOf(name: string, defaults: Record<string, unknown>): Setting {
  const [set, file] = [process.env[name]?.trim(), process.env[`${name}_FILE`]?.trim()];
  const isSecret = SECRETS.includes(name);
  if (set) return { value: isSecret ? HIDDEN : set, from: 'set' };
  if (isSecret && file) return { value: file, from: 'file' };
  const value = defaults[name];
  if (value === undefined || isSecret) return { value: null, from: 'not set' };
  return { value: [value].flat().join(','), from: 'default' };
}

// What is worked out of other settings beside what stands fast.
function defaultsOf({ appUrl, storage }: Config): Record<string, unknown> {
  return {
    ...defaultSettings(),
    APP_URL: appUrl,
    STORAGE_PATH: storage.path,
    STORAGE_FALLBACK_PATH: storage.fallbackPath,
  };
}

function wordsOf({ value, from }: Setting): string {
  if (from === 'file') return `${HIDDEN}, from ${value}`;
  if (from === 'default') return `${value} (the default)`;
  return value ?? from;
}
