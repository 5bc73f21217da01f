import {
  declare,
  fail,
  fresh,
  isSetAround,
  type Loop,
  otherFile,
  type Scope,
  variableOf,
  variablesSeen,
  within,
} from './scope.js';
import { type Node, namesSet } from './tree.js';

const BETWEEN: Record<string, string> = {
  Or: '||',
  And: '&&',
  Add: '+',
  Concat: '+ "" +',
  Sub: '-',
  Mul: '*',
  Div: '/',
};

const OF_LOOP: Record<string, (loop: Loop) => string> = {
  index: ({ at }) => `(${at} + 1)`,
  index0: ({ at }) => at,
  first: ({ at }) => `(${at} === 0)`,
  last: ({ list, at }) => `(${at} === ${list}.length - 1)`,
  length: ({ list }) => `${list}.length`,
};

/** The code of a value. */
export function expression(node: Node, scope: Scope): string {
  const of = (it: Node) => expression(it, scope);
  const each = (nodes: Node[]) => nodes.map(of).join(', ');
  switch (node.typename) {
    case 'Literal':
      return typeof node.value === 'string' ? JSON.stringify(node.value) : String(node.value);
    case 'Symbol':
      return named(String(node.value), scope);
    case 'Group':
      return `(${each(node.children)})`;
    case 'Array':
      return `[${each(node.children)}]`;
    case 'Dict':
    case 'KeywordArgs':
      return `{ ${node.children.map(({ key, value }) => `${text(key.value)}: ${of(value as Node)}`).join(', ')} }`;
    case 'LookupVal':
      return memberOf(node, scope);
    case 'FunCall':
      return callOf(node, scope);
    case 'Filter':
      return `filters.${node.name.value}(${each(node.args.children)})`;
    case 'InlineIf':
      return `(${of(node.cond)} ? ${of(node.body)} : ${node.else_ ? of(node.else_) : '""'})`;
    case 'In':
      return `isIn(${of(node.left)}, ${of(node.right)})`;
    case 'Compare':
      return `(${of(node.expr)}${node.ops.map(({ type, expr }) => ` ${type} ${of(expr)}`).join('')})`;
    case 'Not':
      return `!${of(node.target)}`;
    case 'Neg':
      return `(-${of(node.target)})`;
    case 'Capture':
      return `(() => { ${printing(node.body, scope)} })()`;
    case 'Caller':
      return callerOf(node, scope);
    default:
      return `(${of(node.left)} ${BETWEEN[node.typename] ?? unknown(node, scope)} ${of(node.right)})`;
  }
}

const text = (value: unknown) => JSON.stringify(String(value));

const unknown = (node: Node, scope: Scope) => fail(node, scope, `${node.typename} is not known here`);

function named(name: string, scope: Scope): string {
  const { imports, macros } = scope.file;
  return variableOf(name, scope) ?? imports.get(name) ?? (macros.has(name) ? `own.${name}` : `c.${name}`);
}

function memberOf({ target, val }: Node, scope: Scope): string {
  const name = val.typename === 'Literal' ? String(val.value) : undefined;
  const { loop } = scope;
  if (loop && target.value === 'loop' && name) return (OF_LOOP[name] ?? fail(val, scope, `no loop has ${name}`))(loop);
  const isWord = name !== undefined && /^[a-z_]\w*$/i.test(name);
  return `${expression(target, scope)}?.${isWord ? name : `[${expression(val, scope)}]`}`;
}

function callOf({ name, args }: Node, scope: Scope): string {
  const { file, block } = scope;
  const isNamed = ({ typename }: Node) => typename === 'KeywordArgs';
  const given = args.children.filter((it) => !isNamed(it)).map((it) => expression(it, scope));
  const byName = args.children.find(isNamed);
  if (name.value === 'super') return `safe(blocks[${text(block)}][depth + 1](c, blocks, depth + 1))`;
  if (name.typename !== 'Symbol')
    return `${expression(name.target, scope)}[${expression(name.val, scope)}](${given.join(', ')})`;
  const callee = String(name.value);
  const variable = variableOf(callee, scope) ?? file.imports.get(callee);
  const isOwn = !variable && file.macros.has(callee);
  if (!variable && !isOwn) file.wants.add(callee);
  if (byName) return `callNamed(${named(callee, scope)}, [${given.join(', ')}], ${expression(byName, scope)})`;
  // A macro of this file sees what is seen where it is called from.
  return isOwn ? `macro_${callee}(${['c', ...given].join(', ')})` : `${named(callee, scope)}(${given.join(', ')})`;
}

function callerOf({ args, body }: Node, outer: Scope): string {
  const scope = within(outer, { isFunction: true });
  const parameters = args.children.map(({ value }) => declare(String(value), scope));
  return `(${parameters.join(', ')}) => safe((() => { ${functionBody(body, scope)} })())`;
}

/** The code of a function that returns what is printed. What it sets is its own, and until then what stands around it by that name. */
export function functionBody(body: Node, scope: Scope): string {
  const names = namesSet(body).filter((name) => !scope.variables.has(name));
  return declared(names, scope) + printing(body, scope);
}

function declared(names: string[], scope: Scope): string {
  const declaration = (name: string) => {
    const before = named(name, scope);
    return `let ${declare(name, scope)} = ${before}; `;
  };
  return [...new Set(names)].map(declaration).join('');
}

function printing(node: Node, scope: Scope): string {
  return `let out = ''; ${statements(node, scope)} return out;`;
}

/** The code that prints a part behind what is in `out`. */
export function statements(node: Node | null, scope: Scope): string {
  if (!node) return '';
  switch (node.typename) {
    case 'NodeList':
      return node.children.map((it) => statements(it, scope)).join('\n');
    case 'Output':
      return printed(node.children, scope);
    case 'If':
      return `if (${expression(node.cond, scope)}) { ${statements(node.body, scope)} } else { ${statements(node.else_, scope)} }`;
    case 'For':
      return loopOf(node, scope);
    case 'Set':
      return setting(node, scope);
    case 'Include':
      return `out += ${fileOf(node.template, scope)}.print(${seenFrom(scope)});`;
    case 'Extends':
      return `const extended = ${fileOf(node.template, scope)};`;
    case 'Block':
      return blockOf(node, scope);
    case 'FromImport':
    case 'Macro':
      return '';
    default:
      return unknown(node, scope);
  }
}

function printed(parts: Node[], scope: Scope): string {
  const code = parts
    .filter(({ typename, value }) => typename !== 'TemplateData' || value !== '')
    .map((it) => (it.typename === 'TemplateData' ? text(it.value) : `printed(${expression(it, scope)})`));
  return code.length > 0 ? `out += ${code.join(' + ')};` : '';
}

function setting({ targets, value, body }: Node, scope: Scope): string {
  const variables = targets.map(({ value: name }) => variableOf(String(name), scope) ?? `c.${name}`);
  return `${variables.join(' = ')} = ${expression(value ? (value as Node) : body, scope)};`;
}

function loopOf({ arr, name, body, else_ }: Node, outer: Scope): string {
  const loop = { list: fresh(outer.file, 'list'), at: fresh(outer.file, 'at') };
  const { list, at } = loop;
  const scope = within(outer, { loop });
  // What is set in a loop alone is kept from one time to the next.
  const before = declared(
    namesSet(body).filter((it) => !isSetAround(it, outer)),
    scope,
  );
  const isPair = name.typename === 'Array';
  const names = (isPair ? name.children : [name]).map(({ value }) => declare(String(value), scope));
  return `{ ${before}const ${list} = ${isPair ? 'pairsOf' : 'listOf'}(${expression(arr, outer)});
    for (let ${at} = 0; ${at} < ${list}.length; ${at}++) { let ${isPair ? `[${names.join(', ')}]` : names[0]} = ${list}[${at}]; ${statements(body, scope)} }
    ${else_ ? `if (${list}.length === 0) { ${statements(else_, outer)} }` : ''} }`;
}

function blockOf({ name, body }: Node, outer: Scope): string {
  const { file } = outer;
  const block = String(name.value);
  const scope = { ...within(outer, { isFunction: true, block, loop: undefined }), outer: undefined };
  file.blocks.push(`${text(block)}(c, blocks, depth) { ${functionBody(body, scope)} }`);
  if (file.isExtending && !outer.block) return '';
  return `out += blocks[${text(block)}][0](${seenFrom(outer)}, blocks, 0);`;
}

function fileOf(template: Node, scope: Scope): string {
  if (template.typename === 'Literal') return otherFile(String(template.value), scope.file);
  return `fileNamed(${expression(template, scope)})`;
}

// The context of another file, or of a block.
function seenFrom(scope: Scope): string {
  const { loop } = scope;
  const seen = [...variablesSeen(scope)].map(([name, variable]) => `${text(name)}: ${variable}`);
  if (loop) seen.push(`loop: { ${Object.entries(OF_LOOP).map(([name, of]) => `${name}: ${of(loop)}`)} }`);
  return `seeing(c, { ${seen.join(', ')} })`;
}
