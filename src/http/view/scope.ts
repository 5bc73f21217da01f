import type { Node } from './tree.js';

/** What is known of a template while its code is written. */
export type File = {
  name: string;
  /** Whether it says blocks of another, and nothing beside them. */
  isExtending: boolean;
  /** The parameters of its macros. */
  macros: ReadonlyMap<string, Parameter[]>;
  /** What it imports: the code that stands for it. */
  imports: ReadonlyMap<string, string>;
  /** The names that it sets for its blocks, beside them. */
  sets: ReadonlySet<string>;
  /** The other templates that it names, each with the variable that stands for it. */
  others: Map<string, string>;
  /** The code of its blocks. */
  blocks: string[];
  /** What it calls and neither imports nor says itself. */
  wants: Set<string>;
  variables: number;
};

/** A parameter of a macro; `standard` is what it is where nobody says. */
export type Parameter = { name: string; standard?: Node };

/** Which names of a template stand for which variables of its code, from the innermost place outwards. */
export type Scope = {
  file: File;
  variables: Map<string, string>;
  outer: Scope | undefined;
  /** What is set within goes no further out: a block, a macro, what a caller hands over. */
  isFunction: boolean;
  /** The variables of the innermost loop: its list, and the place in it. */
  loop: Loop | undefined;
  /** The block whose code this is. */
  block: string | undefined;
};

export type Loop = { list: string; at: string };

/** The place of what stands beside the blocks and macros of a file. */
export function scopeOf(file: File): Scope {
  return { file, variables: new Map(), outer: undefined, isFunction: false, loop: undefined, block: undefined };
}

/** A place within another. */
export function within(outer: Scope, more: Partial<Scope> = {}): Scope {
  return { ...outer, variables: new Map(), outer, isFunction: false, ...more };
}

/** A name that no variable of the file has yet. */
export function fresh(file: File, beginning: string): string {
  file.variables += 1;
  return `${beginning}_${file.variables}`;
}

/** Has a name stand for a variable of its own from here inwards. */
export function declare(name: string, scope: Scope): string {
  const variable = fresh(scope.file, name);
  scope.variables.set(name, variable);
  return variable;
}

/** The variable that a name stands for; undefined where it is the context's. */
export function variableOf(name: string, scope: Scope): string | undefined {
  return scope.variables.get(name) ?? (scope.outer && variableOf(name, scope.outer));
}

/** Whether what a loop sets under that name is set around it too, which is changed then. */
export function isSetAround(name: string, scope: Scope): boolean {
  if (scope.variables.has(name)) return true;
  if (scope.isFunction) return false;
  return scope.outer ? isSetAround(name, scope.outer) : scope.file.sets.has(name);
}

/** All variables that are seen from here, by their names. */
export function variablesSeen(scope: Scope): Map<string, string> {
  return new Map([...(scope.outer ? variablesSeen(scope.outer) : []), ...scope.variables]);
}

/** The variable that stands for another template. */
export function otherFile(name: string, { others }: File): string {
  const known = others.get(name) ?? `file_${others.size}`;
  others.set(name, known);
  return known;
}

/** Throws what is wrong with a template, and where. */
export function fail(node: Node, { file }: Scope, what: string): never {
  throw new Error(`${file.name}, line ${node.lineno + 1}: ${what}`);
}
