import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import nunjucks from 'nunjucks';
import { projectRoot } from '../platform/project-root.js';
import { typedAmount } from './amount.js';
import * as format from './format.js';
import { ICONS } from './icons.js';
import { type Filters, loadViews, viewNames } from './view/load.js';
import { safe } from './view/print.js';

export interface Views {
  render(template: string, context: object): string;
}

interface ViewOptions {
  production: boolean;
  root?: string;
}

/** The templates with our globals and filters. Templates never compute; they print. */
export function createViews({ production, root = projectRoot }: ViewOptions): Views {
  const folder = join(root, 'views');
  const built = join(root, 'public', 'build');
  let print = load(folder, built);
  let seen = production ? 0 : lastChange(folder, built);
  return {
    render(template, context) {
      if (!production) {
        const now = lastChange(folder, built);
        if (now !== seen) print = load(folder, built);
        seen = now;
      }
      return print(template, context);
    },
  };
}

function load(folder: string, built: string) {
  const manifest = readBuilt<string>(built, 'manifest.json');
  const imports = readBuilt<string[]>(built, 'imports.json');
  const asset = (name: string) => lookUp(manifest, name);
  return loadViews(folder, FILTERS, {
    asset,
    part_styles: (path: string, isKnown: boolean, also?: string) => safe(partStyles(manifest, path, isKnown, also)),
    styles: (name: string) => safe(styleLink(asset(name))),
    preload: (name: string) => drawPreloads([asset(name), ...lookUp(imports, name)]),
    icon: (name: string, cls = '') => drawIcon(asset('icons.svg'), name, cls),
    is_iso_date: format.isIsoDate,
    range,
  });
}

/** Differs from before whenever a template or a built file has changed. */
function lastChange(folder: string, built: string): number {
  const files = [...viewNames(folder).map((name) => join(folder, name)), join(built, 'manifest.json')];
  return files.reduce((sum, file) => sum + (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0), 0);
}

// Nunjucks' own, those that our templates use.
const standard = new nunjucks.Environment(null);
const OF_NUNJUCKS = ['capitalize', 'dump', 'join', 'length', 'lower', 'replace', 'string', 'trim', 'urlencode'];
const range: unknown = standard.getGlobal('range');

const FILTERS: Filters = {
  ...Object.fromEntries(OF_NUNJUCKS.map((name) => [name, standard.getFilter(name)])),
  money: format.formatMoney,
  signed_money: format.signedMoney,
  typed_amount: typedAmount,
  date: format.formatDate,
  short_date: format.shortDate,
  month_year: format.monthYear,
  instant: format.instant,
  short_instant: format.shortInstant,
  clock: format.clock,
  count: format.count,
  plural: format.plural,
  error_list: errorList,
  another_look: anotherLook,
  with: (one: object, other?: object) => ({ ...one, ...other }),
};

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
function drawIcon(file: string, name: string, cls: string) {
  if (!KNOWN_ICONS.has(name)) throw new Error(`no icon is called "${name}"`);
  if (!/^[\w -]*$/.test(cls)) throw new Error(`"${cls}" is no class name for an icon`);
  const classes = cls ? `i ${cls}` : 'i';
  return safe(`<svg class="${classes}" aria-hidden="true"><use href="${file}#${name}"/></svg>`);
}

const OF_A_RECORD = /\/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}(\/|$)/i;

// Whoever is known sees records and lists; and what stands under /guide has the styles of guide.css, if there are some. `also`: a part
// that the page has wherever it stands.
function partStyles(manifest: Record<string, string>, path: string, isKnown: boolean, also?: string): string {
  const part = (path.split('/')[1] || 'dashboard').toLowerCase();
  const shared = OF_A_RECORD.test(path) ? 'record' : 'list';
  const parts = new Set([...(also ? [also] : []), ...(isKnown && part !== 'dashboard' ? [shared] : []), part]);
  const files = [...parts].map((name) => manifest[`${name}.css`]);
  return files.flatMap((file) => (file ? [styleLink(file)] : [])).join('\n');
}

// Taken away by Turbo where the next page has it not.
function styleLink(file: string): string {
  return `<link rel="stylesheet" href="${file}" data-turbo-track="dynamic">`;
}

// A script says what it imports only once it is read: a page that is to have it soon names all of it.
function drawPreloads(paths: string[]) {
  return safe(paths.map((path) => `<link rel="modulepreload" href="${path}">`).join('\n'));
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
