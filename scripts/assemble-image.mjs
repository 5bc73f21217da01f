// Puts together in a plain folder what `docker build` would put into the image, for machines where no engine runs.
// docs/decisions/0011 tells what this proves and what not.
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join, posix, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildStages } from './support/image-stages.mjs';

const USAGE = `node scripts/assemble-image.mjs --out FOLDER [--file Dockerfile] [--target STAGE] [--reuse-node-modules]
  --out                 a folder that does not exist yet; the image's files are put into it
  --file                another Dockerfile; what it copies comes from the working folder all the same
  --target              a stage by its name; the last one without it
  --reuse-node-modules  links the installed packages in the place of \`npm ci\`
Prints what a container of the image would be started with, as JSON.`;

const SECRET = /(^|\/)(\.env[^/]*|\.git[^/]*|\.npmrc|[^/]+\.(pem|key))$/;
const NEVER = /^(data\/.*|src|tests)$/;

try {
  assemble(options());
} catch (error) {
  console.error(`assemble-image: ${error.message}`);
  process.exitCode = 1;
}

function options() {
  const { values } = parseArgs({
    options: {
      out: { type: 'string' },
      file: { type: 'string', default: 'Dockerfile' },
      target: { type: 'string' },
      'reuse-node-modules': { type: 'boolean', default: false },
    },
  });
  if (!values.out) throw new Error(`--out is missing.\n${USAGE}`);
  if (existsSync(values.out)) throw new Error(`${values.out} exists already.`);
  return { ...values, out: resolve(values.out), reuse: values['reuse-node-modules'] };
}

function assemble({ out, file, target, reuse }) {
  process.umask(0o022);
  mkdirSync(dirname(out), { recursive: true });
  const work = mkdtempSync(`${out}.stages-`);
  try {
    const stage = buildStages(readFileSync(file, 'utf8'), { work, target, reuse });
    if (stage.last) refuseUnwanted(join(stage.root, stage.workdir));
    renameSync(stage.root, out);
    console.log(JSON.stringify(described(stage, out), null, 2));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** What must never be in an image: secrets, data, sources, and packages that only development needs. */
function refuseUnwanted(app) {
  const own = readdirSync(app, { recursive: true }).filter((name) => !name.startsWith('node_modules/'));
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
  const forDevelopment = Object.keys(packages).filter((name) => packages[name].dev || packages[name].devOptional);
  const unwanted = [
    ...own.filter((name) => SECRET.test(name) || NEVER.test(name)),
    ...forDevelopment.filter((name) => lstatSync(join(app, name), { throwIfNoEntry: false })),
  ];
  if (unwanted.length > 0) throw new Error(`must not be in the image: ${unwanted.slice(0, 10).join(', ')}.`);
}

function described({ image, workdir, env, user, cmd, healthcheck, stopSignal, ports, labels }, out) {
  const here = (value) => (value === workdir || value.startsWith(posix.join(workdir, '/')) ? join(out, value) : value);
  const mapped = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, here(value)]));
  const folder = join(out, workdir);
  return { folder, image, builtWith: process.version, env: mapped, user, cmd, healthcheck, stopSignal, ports, labels };
}
