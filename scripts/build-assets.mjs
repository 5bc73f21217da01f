// Builds what the browser gets into public/build: content-hashed names, so that they may be cached for ever.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, watch, writeFile } from 'node:fs/promises';
import { dirname, join, parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip as gzipOf } from 'node:zlib';
import { build, transform } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const at = (...parts) => join(root, ...parts);
const out = at('public', 'build');
const watching = process.argv.includes('--watch');
const run = promisify(execFile);
const brotli = promisify(brotliCompress);
const gzip = promisify(gzipOf);
const COMPRESSED = ['.css', '.js', '.svg'];

const FONTS = {
  'inter-latin.woff2': 'inter-latin-wght-normal.woff2',
  'inter-latin-ext.woff2': 'inter-latin-ext-wght-normal.woff2',
};

/** Those that Tailwind compiles for. */
const BROWSERS = ['chrome111', 'firefox128', 'safari16.4'];
const TO_BUNDLE = {
  bundle: true,
  minify: true,
  target: 'es2022',
  write: false,
  legalComments: 'none',
  logLevel: 'warning',
};

await buildAll();
if (watching) await rebuildOnChange();

async function buildAll() {
  const started = performance.now();
  await mkdir(out, { recursive: true });
  const [fonts, scripts, worker, rawStyles, parts, icons] = await Promise.all([
    readFonts(),
    bundleScripts(),
    bundleWorker(),
    compileStyles(),
    bundleParts(),
    drawIcons(),
  ]);
  const manifest = {};
  for (const [name, bytes] of Object.entries(fonts)) manifest[name] = await writeHashed(name, bytes);
  manifest['app.css'] = await writeHashed('app.css', withHashedFonts(rawStyles, manifest));
  for (const { path, contents } of parts.outputFiles) {
    const name = parse(path).base;
    manifest[name] = await writeHashed(name, contents);
  }
  const imports = await writeScripts(scripts, manifest);
  manifest['recording-worker.js'] = await writeHashed('recording-worker.js', worker);
  manifest['icons.svg'] = await writeHashed('icons.svg', icons);
  await writeJson('imports.json', imports);
  await writeJson('manifest.json', manifest);
  await removeOthers([...Object.values(manifest), ...Object.keys(scripts.metafile.outputs)]);
  console.log(`assets built in ${Math.round(performance.now() - started)} ms`);
}

async function readFonts() {
  const folder = at('node_modules', '@fontsource-variable', 'inter', 'files');
  const pairs = Object.entries(FONTS).map(async ([name, file]) => [name, await readFile(join(folder, file))]);
  return Object.fromEntries(await Promise.all(pairs));
}

/** What every page has, and a file for each controller that some have; their names end like those of `writeHashed`. */
function bundleScripts() {
  return build({
    ...TO_BUNDLE,
    entryPoints: [at('src', 'browser', 'app.ts')],
    splitting: true,
    format: 'esm',
    metafile: true,
    absWorkingDir: root,
    outdir: out,
    entryNames: '[name]-js[hash]',
    chunkNames: '[name]-js[hash]',
  });
}

async function bundleWorker() {
  const entryPoints = [at('src', 'browser', 'recording-worker.ts')];
  const { outputFiles } = await build({ ...TO_BUNDLE, entryPoints, format: 'iife' });
  return outputFiles[0].contents;
}

/** Writes them, notes each that has a source of its own by its name, and answers which files those import. */
async function writeScripts({ outputFiles, metafile: { outputs } }, manifest) {
  await Promise.all(outputFiles.map(({ path, contents }) => writeBuilt(path, contents)));
  const importsOf = (file) => {
    const asked = outputs[file].imports.filter(({ kind }) => kind === 'import-statement');
    return asked.flatMap(({ path }) => [path, ...importsOf(path)]);
  };
  const imports = {};
  for (const [file, { entryPoint }] of Object.entries(outputs)) {
    if (!entryPoint) continue;
    const name = `${parse(entryPoint).name}.js`;
    manifest[name] = addressOf(file);
    imports[name] = [...new Set(importsOf(file))].map(addressOf);
  }
  return imports;
}

function addressOf(path) {
  return `/build/${parse(path).base}`;
}

async function compileStyles() {
  const tailwind = at('node_modules', '@tailwindcss', 'cli', 'dist', 'index.mjs');
  const entry = at('src', 'styles', 'app.css');
  const { stdout } = await run(process.execPath, [tailwind, '--input', entry, '--minify'], {
    cwd: root,
    maxBuffer: 16 * 1024 * 1024,
  });
  const { code } = await transform(stdout, { loader: 'css', minify: true, legalComments: 'none', target: BROWSERS });
  return code;
}

/** The styles of each part of the product. */
async function bundleParts() {
  const folder = at('src', 'styles', 'parts');
  const files = await readdir(folder);
  return build({
    ...TO_BUNDLE,
    entryPoints: files.map((file) => join(folder, file)),
    target: BROWSERS,
    outdir: out,
  });
}

function withHashedFonts(styles, manifest) {
  return styles.replace(/url\(["']?\.\/(inter-[a-z-]+\.woff2)["']?\)/g, (_, name) => {
    if (!manifest[name]) throw new Error(`app.css asks for the font ${name}, which is not built`);
    return `url("${manifest[name]}")`;
  });
}

/** One file of all drawings, each a symbol that pages refer to by its name. */
async function drawIcons() {
  const { ICONS, LOGO } = await readIcons();
  const icons = await Promise.all(ICONS.map(async (name) => symbol(name, await drawingOf(name))));
  const symbols = [...icons, symbol('mark', LOGO)];
  return `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join('\n')}\n</svg>\n`;
}

// The list is TypeScript, which Node 20 cannot import by itself.
async function readIcons() {
  const source = await readFile(at('src', 'http', 'icons.ts'), 'utf8');
  const { code } = await transform(source, { loader: 'ts', format: 'esm' });
  return import(`data:text/javascript,${encodeURIComponent(code)}`);
}

function symbol(name, drawing) {
  return `<symbol id="${name}" viewBox="0 0 24 24">${drawing}</symbol>`;
}

async function drawingOf(name) {
  const svg = await readFile(at('node_modules', 'lucide-static', 'icons', `${name}.svg`), 'utf8');
  const inner = /<svg[^>]*>([\s\S]*)<\/svg>/.exec(svg)?.[1];
  if (!inner) throw new Error(`the icon ${name} has no drawing`);
  return inner.replace(/\s*\n\s*/g, '').trim();
}

async function writeHashed(name, bytes) {
  const hash = createHash('sha256').update(bytes).digest('base64url').replace(/[-_]/g, '').slice(0, 10);
  const { name: stem, ext } = parse(name);
  const file = `${stem}-${hash}${ext}`;
  await writeBuilt(join(out, file), bytes);
  return addressOf(file);
}

async function writeBuilt(path, bytes) {
  await writeFile(path, bytes);
  if (COMPRESSED.includes(parse(path).ext)) await writeCompressed(path, Buffer.from(bytes));
}

function writeJson(name, value) {
  return writeFile(join(out, name), `${JSON.stringify(value, null, 2)}\n`);
}

// What src/http/static-files.ts sends to who takes it; made once, so as small as it gets.
async function writeCompressed(path, bytes) {
  const small = { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } };
  await Promise.all([
    brotli(bytes, small).then((it) => writeFile(`${path}.br`, it)),
    gzip(bytes, { level: 9 }).then((it) => writeFile(`${path}.gz`, it)),
  ]);
}

async function removeOthers(paths) {
  const keep = new Set(['imports.json', 'manifest.json']);
  for (const path of paths) for (const ending of ['', '.br', '.gz']) keep.add(parse(path).base + ending);
  const files = await readdir(out);
  await Promise.all(files.filter((file) => !keep.has(file)).map((file) => rm(join(out, file), { recursive: true })));
}

async function rebuildOnChange() {
  let timer;
  let running = Promise.resolve();
  const rebuild = () => {
    running = running.then(buildAll).catch((error) => console.error(error.stderr || error.message));
  };
  const folders = [at('src', 'styles'), at('src', 'browser'), at('src', 'http'), at('views')];
  await Promise.all(
    folders.map(async (folder) => {
      for await (const _ of watch(folder, { recursive: true })) {
        clearTimeout(timer);
        timer = setTimeout(rebuild, 80);
      }
    }),
  );
}
