import nunjucks from 'nunjucks';

/** A part of a template as Nunjucks' parser reads it; which fields it has depends on `typename`. */
export type Node = {
  typename: string;
  lineno: number;
  value: unknown;
  children: Node[];
  name: Node;
  args: Node;
  body: Node;
  cond: Node;
  else_: Node | null;
  arr: Node;
  target: Node;
  targets: Node[];
  val: Node;
  left: Node;
  right: Node;
  expr: Node;
  ops: { type: string; expr: Node }[];
  key: Node;
  template: Node;
  names: Node;
};

/** Reads the text of a template; throws where it is none. */
export function treeOf(text: string): Node {
  return parser.parse(text, [], {});
}

// Their types leave it out.
const { parser } = nunjucks as unknown as { parser: { parse(text: string, extensions: [], options: object): Node } };

/** Whether a part is of that kind. */
export function isOf(typename: string): (node: Node) => boolean {
  return (node) => node.typename === typename;
}

/** The names that a part sets for what stands behind it, whatever it is nested in besides loops and what is called. */
export function namesSet(node: Node | null): string[] {
  if (!node) return [];
  switch (node.typename) {
    case 'Set':
      return [...node.targets.map(({ value }) => String(value)), ...namesSet(node.body)];
    case 'If':
      return [...namesSet(node.body), ...namesSet(node.else_)];
    case 'Capture':
      return namesSet(node.body);
    case 'NodeList':
      return node.children.flatMap(namesSet);
    default:
      return [];
  }
}

/** Whether a part, or one within it, is what `is` says. */
export function holds(node: unknown, is: (node: Node) => boolean): boolean {
  if (Array.isArray(node)) return node.some((it) => holds(it, is));
  if (typeof node !== 'object' || node === null) return false;
  if ('typename' in node && is(node as Node)) return true;
  return Object.values(node).some((it) => holds(it, is));
}
