import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { basename, join, posix, resolve } from 'node:path';
import { DockerfileParser } from 'dockerfile-ast';
import { contextFilter, giveTo, linkTree } from './image-files.mjs';

/**
 * Carries out a Dockerfile's lines in folders below `work`, as far as its stage `target`, and answers with that stage:
 * where its files are and what its lines say. A line it does not know ends it; none is skipped unsaid.
 */
export function buildStages(text, { work, target, reuse }) {
  const { args, groups } = groupByStage(DockerfileParser.parse(text).getInstructions());
  const wanted = target ? groups.findIndex(([from]) => from.getBuildStage() === target) : groups.length - 1;
  if (wanted < 0) throw new Error(`the Dockerfile has no stage ${target}.`);
  const stages = new Map();
  for (const [index, [from, ...lines]] of groups.slice(0, wanted + 1).entries()) {
    const settings = { root: join(work, String(index)), last: index === groups.length - 1, stages, reuse };
    const stage = { ...startStage(expand(from.getArguments()[0].getValue(), args), settings), ...settings };
    for (const line of lines) carryOut(line, stage);
    stages.set(from.getBuildStage() ?? String(index), stage);
  }
  return [...stages.values()].at(-1);
}

/** One list a stage, its FROM first; the ARGs above the first FROM apart. */
function groupByStage(instructions) {
  const [args, groups] = [{}, []];
  for (const line of instructions) {
    if (line.getKeyword() === 'FROM') groups.push([line]);
    else if (groups.length > 0) groups.at(-1).push(line);
    else if (line.getKeyword() === 'ARG') Object.assign(args, pairs(line, args));
    else throw unknown(line);
  }
  return { args, groups };
}

/** A stage on another one goes on in its folder, which is then used up: a copy with all its packages would only cost time. */
function startStage(image, { root, stages }) {
  const base = stages.get(image);
  if (base) {
    const going = { ...usable(image, stages) };
    base.usedUp = true;
    renameSync(base.root, root);
    return going;
  }
  console.error(`FROM ${image}: is not here; what the stage runs, runs on this machine's Node ${process.version}.`);
  mkdirSync(root);
  return { image, workdir: '/', env: {}, args: {}, labels: {}, ports: [] };
}

function usable(name, stages) {
  const stage = stages.get(name);
  if (!stage || stage.usedUp) throw new Error(`the stage ${name} is not there, or another was built on it.`);
  return stage;
}

function carryOut(line, stage) {
  const instructions = {
    ARG: () => Object.assign(stage.args, pairs(line, stage.args)),
    CMD: () => Object.assign(stage, { cmd: execForm(line) }),
    COPY: () => copy(line, stage),
    ENV: () => Object.assign(stage.env, pairs(line, { ...stage.args, ...stage.env })),
    EXPOSE: () => stage.ports.push(Number(only(line))),
    HEALTHCHECK: () => Object.assign(stage, { healthcheck: { test: execForm(line, 'CMD'), ...flags(line) } }),
    LABEL: () => Object.assign(stage.labels, pairs(line, { ...stage.args, ...stage.env })),
    RUN: () => run(line, stage),
    STOPSIGNAL: () => Object.assign(stage, { stopSignal: only(line) }),
    USER: () => Object.assign(stage, { user: only(line) }),
    WORKDIR: () => goTo(only(line), stage),
  };
  const instruction = instructions[line.getKeyword()];
  if (!instruction) throw unknown(line);
  console.error(oneLine(line));
  instruction();
}

function goTo(path, stage) {
  stage.workdir = posix.resolve(stage.workdir, path);
  mkdirSync(inside(stage, '.'), { recursive: true });
}

function copy(line, stage) {
  const { from, chown, ...others } = flags(line);
  const names = line.getArguments().map((word) => word.getValue());
  if (Object.keys(others).length > 0 || names.some((name) => /[*?[$]/.test(name))) throw unknown(line);
  const target = names.pop();
  const source = from && usable(from, stage.stages);
  const filter = from ? () => true : contextFilter();
  for (const name of names) {
    const path = source ? inside(source, name) : resolve(name);
    const keepsName = !statSync(path).isDirectory() && target.endsWith('/');
    const into = join(inside(stage, target), keepsName ? basename(name) : '');
    cpSync(path, into, { recursive: true, verbatimSymlinks: true, filter });
    if (chown) giveTo(chown, into);
  }
}

function run(line, stage) {
  const command = line.getArgumentsContent();
  if (stage.last) throw new Error(`${oneLine(line)}: would change the last stage's base image, which is not here.`);
  if (/(^|[\s="'])\//.test(command)) throw new Error(`${oneLine(line)}: an absolute path would be this machine's.`);
  const cwd = inside(stage, '.');
  if (stage.reuse && /^npm ci( --[\w-]+)*$/.test(command)) {
    console.error('  the installed packages are linked instead');
    linkTree('node_modules', join(cwd, 'node_modules'));
  } else execFileSync('sh', ['-c', command], { cwd, env: cleanEnv(stage), stdio: ['ignore', 2, 2] });
}

// What a build would not have from this machine, but for what npm needs to reach its registry.
function cleanEnv(stage) {
  const kept = /^(PATH|HOME|NODE_EXTRA_CA_CERTS|npm_config_(registry|cache|userconfig)|(https?|no)_proxy)$/i;
  return { ...Object.fromEntries(Object.entries(process.env).filter(([name]) => kept.test(name))), ...stage.env };
}

function inside(stage, path) {
  return join(stage.root, posix.resolve(stage.workdir, path));
}

function pairs(line, known) {
  return Object.fromEntries(line.getProperties().map((it) => [it.getName(), expand(it.getValue() ?? '', known)]));
}

function expand(text, known) {
  return text.replace(/\$\{?(\w+)\}?/g, (_, name) => {
    if (!(name in known)) throw new Error(`$${name} has no value.`);
    return known[name];
  });
}

function flags(line) {
  return Object.fromEntries(line.getFlags().map((flag) => [flag.getName(), flag.getValue()]));
}

function only(line) {
  const [word, ...more] = line.getArguments();
  if (!word || more.length > 0 || word.getValue().includes('$')) throw unknown(line);
  return word.getValue();
}

function execForm(line, after = '') {
  const words = line.getArguments().map((word) => word.getValue());
  const text = words.join(' ');
  if (!text.startsWith(after) || !text.endsWith(']')) throw new Error(`${oneLine(line)}: is not in exec form.`);
  return JSON.parse(text.slice(after.length));
}

function unknown(line) {
  return new Error(`${oneLine(line)}: this script does not know how to do that.`);
}

function oneLine(line) {
  return `${line.getKeyword()} ${line.getArgumentsContent()}`.replace(/\s+/g, ' ').slice(0, 120);
}
