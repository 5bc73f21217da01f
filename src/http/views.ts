import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import nunjucks from 'nunjucks';
import { projectRoot } from '../platform/project-root.js';
import { typedAmount } from './amount.js';
import * as format from './format.js';
import { ICONS } from './icons.js';
import { drawCells } from './list/cells.js';
import { viewLoader, viewNames } from './view-files.js';

export interface Views {
  readonly environment: nunjucks.Environment;
  render(template: string, context: object): string;
}

export interface ViewOptions {
  production: boolean;
  root?: string;
}

/** The template engine with our globals and filters. Templates never compute; they print. */
export function createViews({ production, root = projectRoot }: ViewOptions): Views {
  const folder = join(root, 'views');
  const built = join(root, 'public', 'build');
  let environment = buildEnvironment(folder, built);
  let seen = production ? 0 : lastChange(folder, built);
  return {
    get environment() {
      return environment;
    },
    render(template, context) {
      if (!production) {
        const now = lastChange(folder, built);
        if (now !== seen) environment = buildEnvironment(folder, built);
        seen = now;
      }
      return environment.render(template, context);
    },
  };
}

function buildEnvironment(folder: string, built: string): nunjucks.Environment {
  const manifest = readBuilt<string>(built, 'manifest.json');
  const imports = readBuilt<string[]>(built, 'imports.json');
  const asset = (name: string) => lookUp(manifest, name);
  const environment = new nunjucks.Environment(viewLoader(folder), { autoescape: true, throwOnUndefined: false });
  environment.addGlobal('asset', asset);
  environment.addGlobal('preload', (name: string) => drawPreloads([asset(name), ...lookUp(imports, name)]));
  environment.addGlobal('icon', (name: string, cls = '') => drawIcon(asset('icons.svg'), name, cls));
  environment.addGlobal('cells_of', drawCells);
  environment.addGlobal('is_iso_date', format.isIsoDate);
  addFilters(environment);
  // A fault in an included template, found while rendering, is thrown past the request and ends the process.
  for (const name of viewNames(folder)) exportOnce(environment.getTemplate(name, true) as unknown as Exporting);
  return environment;
}

type Exported = (error: unknown, macros: unknown) => void;
type Exporting = { getExported(done: Exported): void };

// Nunjucks runs a whole file for each macro that a page takes from it, and again for the next page. What a file exports to pages
// that hand it no context is the same each time: a third of a page's time went there.
function exportOnce(template: Exporting): void {
  const run = template.getExported.bind(template);
  let made: unknown;
  template.getExported = (done) => {
    if (typeof done !== 'function') throw new Error('a template is imported without its context');
    if (made !== undefined) return done(null, made);
    run((error, macros) => {
      if (!error) made = macros;
      done(error, macros);
    });
  };
}

/** Differs from before whenever a template or a built file has changed. */
function lastChange(folder: string, built: string): number {
  const files = [...viewNames(folder).map((name) => join(folder, name)), join(built, 'manifest.json')];
  return files.reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0), 0);
}

function addFilters(environment: nunjucks.Environment): void {
  environment.addFilter('money', format.formatMoney);
  environment.addFilter('signed_money', format.signedMoney);
  environment.addFilter('typed_amount', typedAmount);
  environment.addFilter('date', format.formatDate);
  environment.addFilter('short_date', format.shortDate);
  environment.addFilter('month_year', format.monthYear);
  environment.addFilter('instant', format.instant);
  environment.addFilter('short_instant', format.shortInstant);
  environment.addFilter('clock', format.clock);
  environment.addFilter('count', format.count);
  environment.addFilter('plural', format.plural);
  environment.addFilter('error_list', errorList);
  environment.addFilter('another_look', anotherLook);
  environment.addFilter('with', (one: object, other?: object) => ({ ...one, ...other }));
}

/** The errors of fields; the one under '' belongs to the form as a whole. */
function errorList(errors: Record<string, string> | undefined): { name: string; text: string }[] {
  return Object.entries(errors ?? {})
    .filter(([name, text]) => name !== '' && text)
    .map(([name, text]) => ({ name, text }));
}

const NUMBER_WORDS = ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine'];

function anotherLook(fields: number): string {
  return `${NUMBER_WORDS[fields] ?? fields} ${fields === 1 ? 'field needs' : 'fields need'} another look.`;
}

const KNOWN_ICONS = new Set<string>(ICONS);

// A page has dozens of icons: their drawings stand in one file, how they are drawn in the styles.
function drawIcon(file: string, name: string, cls: string): nunjucks.runtime.SafeString {
  if (!KNOWN_ICONS.has(name)) throw new Error(`no icon is called "${name}"`);
  if (!/^[\w -]*$/.test(cls)) throw new Error(`"${cls}" is no class name for an icon`);
  const classes = cls ? `i ${cls}` : 'i';
  return new nunjucks.runtime.SafeString(
    `<svg class="${classes}" aria-hidden="true"><use href="${file}#${name}"/></svg>`,
  );
}

// A script says what it imports only once it is read: a page that is to have it soon names all of it.
function drawPreloads(paths: string[]): nunjucks.runtime.SafeString {
  return new nunjucks.runtime.SafeString(paths.map((path) => `<link rel="modulepreload" href="${path}">`).join('\n'));
}

function readBuilt<T>(folder: string, file: string): Record<string, T> {
  try {
    return JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, T>;
  } catch (cause) {
    throw new Error(`public/build/${file} cannot be read: run \`npm run build\` first`, { cause });
  }
}

function lookUp<T>(built: Record<string, T>, name: string): T {
  const found = Object.hasOwn(built, name) ? built[name] : undefined;
  if (found === undefined) throw new Error(`no asset is called "${name}"`);
  return found;
}
