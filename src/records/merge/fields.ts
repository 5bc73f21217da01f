import type { FieldValues, RecordState } from '../module.js';
import type { Mergeable } from './links.js';

type Side = 'kept' | 'lost';
/** A field in which two records differ: both values as people read them, and which is taken unless one chooses. */
export type Choice = { name: string; label: string; kept: string; lost: string; keep: Side };
/** A field of which both records' rows are kept. */
type Joined = { label: string; kept: string; lost: string };

type Both = { kept: RecordState; lost: RecordState };

/** The fields in which two records differ; `sent` names the side of those that were chosen already. */
export function choicesOf(module: Mergeable, both: Both, sent: Record<string, unknown> = {}): Choice[] {
  const { kept, lost } = offered(module, both);
  const [mine, theirs] = [module.typed(kept), module.typed(lost)];
  return module.names.flatMap((name) => {
    if (module.merge.joined.includes(name) || mine[name] === theirs[name]) return [];
    const shown = (fields: FieldValues) => module.shown(name, fields[name]) || 'empty';
    const keep = sideOf(sent[name]) ?? fuller(mine[name] ?? '', theirs[name] ?? '');
    return [{ name, label: module.label(name), kept: shown(kept), lost: shown(lost), keep }];
  });
}

/** The fields of which both records' rows are kept, where there are any. */
export function joinedOf(module: Mergeable, { kept, lost }: Both): Joined[] {
  return module.merge.joined.flatMap((name) => {
    const shown = ({ fields }: RecordState) => module.shown(name, fields[name]);
    if (shown(kept) === '' && shown(lost) === '') return [];
    return [{ label: module.label(name), kept: shown(kept), lost: shown(lost) }];
  });
}

/** The whole form of the record that stays as it was chosen; `now`: its fields once the rows of the other have joined it. */
export function chosenForm(module: Mergeable, both: Both, now: FieldValues, sent: Record<string, unknown>) {
  const { kept, lost } = offered(module, both);
  const [mine, theirs] = [module.typed(kept), module.typed(lost)];
  const form = { ...module.typed(now) };
  for (const name of module.names) if (!module.merge.joined.includes(name)) form[name] = mine[name] ?? '';
  for (const { name, keep } of choicesOf(module, both, sent)) if (keep === 'lost') form[name] = theirs[name] ?? '';
  return form;
}

function offered(module: Mergeable, { kept, lost }: Both) {
  return module.merge.offered?.(kept, lost) ?? { kept: kept.fields, lost: lost.fields };
}

// What the record that stays says, and where it says nothing what the other does.
function fuller(mine: string, theirs: string): Side {
  return mine === '' && theirs !== '' ? 'lost' : 'kept';
}

function sideOf(sent: unknown): Side | undefined {
  return sent === 'kept' || sent === 'lost' ? sent : undefined;
}
