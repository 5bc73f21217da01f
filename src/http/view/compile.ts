import { expression, functionBody, statements } from './code.js';
import { declare, type File, otherFile, type Parameter, scopeOf, within } from './scope.js';
import { holds, isOf, type Node, namesSet, treeOf } from './tree.js';

/**
 * The code of a template: a function that `load.ts` calls with what its first line names, and that answers how the template is printed.
 * Nunjucks reads the template, and means by it what is meant here; but its own code looks each name up while a page is made, this one
 * while it is written (docs/decisions/0119). Throws where a template says what is not known here.
 */
export function compile(name: string, text: string): string {
  const parts = treeOf(text).children;
  const file = fileOf(name, parts);
  const root = scopeOf(file);
  // Beside the blocks of a file that extends another, nothing is printed.
  const shown = file.isExtending ? parts.filter((it) => !isOf('Output')(it)) : parts;
  const body = shown.map((it) => statements(it, root)).join('\n');
  const macros = parts.filter(isOf('Macro')).map((it) => macroOf(it, file));
  const exported = [...file.macros].map(
    ([macro, parameters]) =>
      `own.${macro} = Object.assign((...given) => macro_${macro}(own, ...given), { parameters: ${JSON.stringify(parameters.map((it) => it.name))} });`,
  );
  const others = [...file.others].map(
    ([other, variable]) => `const ${variable} = fileNamed(${JSON.stringify(other)});`,
  );
  return `({ fileNamed, filters, own, printed, safe, listOf, pairsOf, isIn, seeing, callNamed, chained }) => {
${[...others, ...macros, ...exported].join('\n')}
const ownBlocks = { ${file.blocks.join(',\n')} };
return {
  wants: ${JSON.stringify([...file.wants])},
  imports: ${JSON.stringify(parts.filter(isOf('FromImport')).map(({ template }) => template.value))},
  print(c, inner) {
    const blocks = chained(inner, ownBlocks);
    let out = '';
    ${body}
    return ${file.isExtending ? 'extended.print(c, blocks)' : 'out'};
  },
};
}`;
}

function fileOf(name: string, parts: Node[]): File {
  const file: File = {
    name,
    isExtending: parts.some(isOf('Extends')),
    macros: new Map(parts.filter(isOf('Macro')).map((it) => [String(it.name.value), parametersOf(it)])),
    imports: new Map(),
    sets: new Set(parts.flatMap(namesSet)),
    others: new Map(),
    blocks: [],
    wants: new Set(),
    variables: 0,
  };
  const imported = parts.filter(isOf('FromImport')).flatMap(({ template, names }) => {
    const from = otherFile(String(template.value), file);
    return names.children.map((it): [string, string] =>
      isOf('Pair')(it)
        ? [String((it.value as Node).value), `${from}.own.${it.key.value}`]
        : [String(it.value), `${from}.own.${it.value}`],
    );
  });
  return { ...file, imports: new Map(imported) };
}

// Those with a value of their own come last; what a caller hands over is one more.
function parametersOf({ args, body }: Node): Parameter[] {
  const own = args.children.flatMap((it): Parameter[] =>
    isOf('Symbol')(it)
      ? [{ name: String(it.value) }]
      : it.children.map(({ key, value }) => ({ name: String(key.value), standard: value as Node })),
  );
  return holds(body, (it) => isOf('Symbol')(it) && it.value === 'caller') ? [...own, { name: 'caller' }] : own;
}

function macroOf(node: Node, file: File): string {
  const scope = within(scopeOf(file), { isFunction: true });
  const parameters = parametersOf(node).map(({ name, standard }) => {
    const value = standard ? ` = ${expression(standard, scope)}` : '';
    return declare(name, scope) + value;
  });
  return `function macro_${node.name.value}(${['c', ...parameters].join(', ')}) { return safe((() => { ${functionBody(node.body, scope)} })()); }`;
}
