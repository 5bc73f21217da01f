import { normalForm } from '../../http/normal-form.js';
import type { Person } from '../../http/person.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import type { Module } from '../module.js';
import type { Note, ReadRow } from './cells.js';
import { contentOf, keyOf, keysOf, type Match, madeBefore, matchesOf, submissionOfRow } from './keys.js';
import type { Mapping } from './mapping.js';
import { earlierRows } from './outcomes.js';

/** A table that is brought in, by whom, and what they chose of it. */
export type Bringing = { id: string; module: Module; mapping: Mapping; person: Person };
/** What a row is about to do, before it is held against what is there. */
export type Decision = { row: ReadRow; key: string | null } & (
  | { does: 'create'; submissionId: string }
  | { does: 'update' | 'restore'; record: string }
  | { does: 'skip' | 'refuse'; notes: Note[]; record?: string }
);

/** Which record each row means, by what was chosen; rows that mean none, or several, say why. */
export async function decide(tx: WriteDoor, asked: Bringing, rows: readonly ReadRow[]): Promise<Decision[]> {
  const { module, mapping, person } = asked;
  const keyed = rows.map((row) => {
    const by = row.notes.length > 0 ? null : keyOf(module, mapping, row);
    const content = contentOf(row);
    const key = row.notes.length > 0 ? null : by === null ? `= ${content}` : `${mapping.key} ${by}`;
    return { row, by, content, key };
  });
  const before = await earlierRows(tx, asked.id, rows[0]?.n ?? 0, present(keyed.map(({ key }) => key)));
  const matches = grouped(await matchesOf(tx, module, mapping.key ?? '', present(keyed.map(({ by }) => by))));
  const numbered = keyed.map((it) => {
    const first = it.key === null ? undefined : before.get(it.key);
    if (it.key !== null) before.set(it.key, { line: first?.line ?? it.row.line, rows: (first?.rows ?? 0) + 1 });
    const nth = it.by === null ? (first?.rows ?? 0) : 0;
    return { ...it, first, submissionId: submissionOfRow(person.id, module.kind.name, it.content, nth) };
  });
  const made = new Map(
    (await madeBefore(tx, module, present(numbered.map((it) => it.submissionId)))).map((it) => [it.key, it]),
  );
  return numbered.map(({ row, key, by, first, submissionId }): Decision => {
    const refuse = (text: string): Decision => ({ row, key, does: 'refuse', notes: [about(mapping, text)] });
    if (row.notes.length > 0) return { row, key, does: 'refuse', notes: row.notes };
    if (by !== null && first) return refuse(`Line ${first.line} has the same ${keyLabel(module, mapping)}.`);
    const found = by === null ? [] : (matches.get(by) ?? []);
    return meant(asked, found, refuse, { row, key }) ?? created({ row, key }, submissionId, made.get(submissionId));
  });
}

type Base = Pick<Decision, 'row' | 'key'>;

function meant(
  { module, mapping }: Bringing,
  found: readonly Match[],
  refuse: (text: string) => Decision,
  base: Base,
): Decision | undefined {
  const { kind } = module;
  const live = found.filter((it) => !it.in_trash);
  const [one, other] = live;
  if (one && other)
    return refuse(
      `${live.length} ${kind.many} have this ${keyLabel(module, mapping)}: ${one.name} and ${other.name}${live.length > 2 ? ', among others' : ''}.`,
    );
  if (one && mapping.does === 'create')
    return { ...base, does: 'skip', record: one.id, notes: [about(mapping, `${one.name} is there already.`)] };
  if (one) return { ...base, does: 'update', record: one.id };
  const [gone] = found;
  // It is told which, so that it can be restored.
  if (gone && mapping.trash === 'refuse')
    return { ...refuse(`${gone.name} lies in the trash.`), record: gone.id } as Decision;
  if (gone && mapping.trash === 'restore') return { ...base, does: 'restore', record: gone.id };
  if (mapping.does !== 'update') return undefined;
  return refuse(`No ${kind.one}${kind.own ? ' of yours' : ''} has this ${keyLabel(module, mapping)}.`);
}

function created(base: Base, submissionId: string, made: Match | undefined): Decision {
  if (!made) return { ...base, does: 'create', submissionId };
  const text = `It was brought in before${made.in_trash ? ', and lies in the trash' : ''}.`;
  return { ...base, does: 'skip', record: made.id, notes: [{ column: null, text }] };
}

function about({ key, columns }: Mapping, text: string): Note {
  const column = columns.findIndex(({ to }) => to === key);
  return { column: column < 0 ? null : column, text };
}

function keyLabel(module: Module, { key }: Mapping): string {
  const label = keysOf(module).find(({ name }) => name === key)?.label ?? '';
  return normalForm(label) === 'id' ? 'id' : label.toLowerCase();
}

function present(keys: readonly (string | null)[]): string[] {
  return [...new Set(keys.filter((it): it is string => it !== null))];
}

function grouped(matches: readonly Match[]): Map<string, Match[]> {
  const byKey = new Map<string, Match[]>();
  for (const it of matches) byKey.set(it.key, [...(byKey.get(it.key) ?? []), it]);
  return byKey;
}
