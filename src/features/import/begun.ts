import { instant } from '../../http/format.js';
import type { Person } from '../../http/person.js';
import type { TableImport } from '../../records/import/imports.js';
import type { Module } from '../../records/module.js';

const LOOKS: Record<TableImport['state'], { label: string; tone: string; glyph: string }> = {
  read: { label: 'Not checked yet', tone: 'grey', glyph: 'ring' },
  checking: { label: 'Being checked', tone: 'blue', glyph: 'half' },
  checked: { label: 'Not brought in yet', tone: 'grey', glyph: 'ring' },
  failed: { label: 'Check stopped', tone: 'red', glyph: 'bang' },
  running: { label: 'Being brought in', tone: 'blue', glyph: 'half' },
  done: { label: 'Brought in', tone: 'green', glyph: 'done' },
};

const STOPPED = { label: 'Stopped', tone: 'amber', glyph: 'ring' };

/** What is printed of the tables that somebody began to bring in, so that they find them again, or give them up. */
export function begunView(tables: readonly TableImport[], modules: readonly Module[], { timeZone }: Person) {
  return tables.flatMap(({ id, module, file_name: file, state, at, is_idle }) => {
    const kind = modules.find(({ kind }) => kind.name === module)?.kind;
    if (!kind) return [];
    const href = `/import/${id}`;
    const look = state === 'running' && is_idle ? STOPPED : LOOKS[state];
    const removal = is_idle ? `${href}/removal` : null;
    return [{ href, file, label: kind.title, look, when: instant(at, timeZone), removal }];
  });
}
