import { isId, type Option, optionalText, requiredText } from '../../http/form.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import type { BulkField } from '../../records/bulk/field.js';
import type { BulkValue } from '../../records/bulk/values.js';
import { type Filter, filterOf } from '../../records/fields/index.js';
import type { Look } from '../../records/states.js';

/** What a stage is for: deals are led from one open stage to another, until they are won or lost, or wait. */
export type StageKind = 'open' | 'won' | 'lost' | 'hold';
/** A stage of somebody's pipeline; the probability in basis points. */
export type Stage = {
  id: string;
  name: string;
  kind: StageKind;
  look: string | null;
  position: number;
  probability: number;
  stale_after: number | null;
};
type Reader = Pick<ReadDoor, 'row'>;

const LOOKS: Readonly<Record<string, Pick<Look, 'tone' | 'glyph'>>> = {
  inquiry: { tone: 'grey', glyph: 'ring' },
  pitched: { tone: 'blue', glyph: 'half' },
  negotiating: { tone: 'violet', glyph: 'half' },
  contract_sent: { tone: 'blue', glyph: 'full' },
  won: { tone: 'green', glyph: 'done' },
  lost: { tone: 'red', glyph: 'cross' },
  on_hold: { tone: 'amber', glyph: 'half' },
};

/** How a stage looks; one that the person added is blue. */
export function lookOf({ name, look }: Pick<Stage, 'name' | 'look'>): Look {
  return { label: name, ...(LOOKS[look ?? ''] ?? { tone: 'blue', glyph: 'half' }) };
}

/** What is said of a deal that ended or waits, by what its stage is for; of one in another stage it is not. */
export const SAID_OF: Readonly<Record<StageKind, readonly Said[]>> = {
  open: [],
  won: ['closed_on'],
  lost: ['closed_on', 'lost_reason', 'lost_note'],
  hold: ['hold_until'],
};
type Said = 'closed_on' | 'hold_until' | 'lost_reason' | 'lost_note';
export const SAID: readonly Said[] = ['closed_on', 'hold_until', 'lost_reason', 'lost_note'];

/** What kinds of stages are called. */
export const STANDING_LABELS = { open: 'Open', won: 'Won', lost: 'Lost', hold: 'On hold' } as const;

/** The name of the stage that a column refers to. */
export function stageName(column: Sql): Sql {
  return sql`(select st.name from deal_stages st where st.id = ${column})`;
}

/** The stages of the reader, in their order. */
export async function stagesOf(db: Reader): Promise<Stage[]> {
  const found = await db.row<{ stages: Stage[] }>(sql`
    select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'name', s.name, 'kind', s.kind, 'look', s.look, 'position', s.position,
      'probability', s.probability, 'stale_after', s.stale_after) order by s.position, s.id), '[]') as stages from deal_stages s`);
  return found?.stages ?? [];
}

/** The stages that a form offers: the open ones, and the one in which a deal is closed already. */
export async function stageOptions(db: Reader, now?: string): Promise<Option[]> {
  const all = await stagesOf(db);
  return all
    .filter(({ kind, name }) => kind === 'open' || name === now)
    .map(({ name }) => ({ value: name, label: name }));
}

/**
 * Deals of one stage, by its id, so that a view outlives another name of it; who types its name is led to that. A view of a stage that
 * was removed opens, and says so.
 */
export function stageFilter(name: string): Filter {
  const optionsFrom = async (db: Reader) => (await stagesOf(db)).map((it) => ({ value: it.id, label: it.name }));
  const input = { control: 'select', optionsFrom, empty: 'Any stage' } as const;
  return filterOf('Stage', { [name]: optionalText(60) }, input, async (sent, { db }) => {
    const asked = sent[name] ?? null;
    if (asked === null) return {};
    const stages = await stagesOf(db);
    const found = stages.find(({ id }) => id === asked.toLowerCase()) ?? stages.find((it) => it.name === asked);
    if (!found && isId(asked)) return { where: sql`false`, is: 'is', chip: 'one that was removed' };
    if (!found) return { errors: { [name]: 'Choose from the list.' } };
    const by = { [name]: found.id };
    return { where: sql`d.stage_id = ${found.id}::uuid`, is: 'is', chip: found.name, values: by, address: by };
  });
}

/** How many deals are led to an open stage: they leave behind what was said when they were closed. */
export const STAGE_IN_BULK: Omit<BulkField, 'name' | 'label' | 'schema'> & Pick<BulkField, 'schema'> = {
  type: 'uuid',
  column: 'stage_id',
  control: 'select',
  schema: requiredText(60),
  optionsFrom: stageOptions,
  speaks: true,
  isState: true,
  reference: {
    id: (values) => openStage(values.stage ?? null),
    named: (id) => sql`to_jsonb(${stageName(id)})`,
    find: (db, name) => db.row(sql`select id::text, name from deal_stages where kind = 'open' and name = ${name}`),
    missing: 'Choose one of the open stages.',
    now: (id) => sql`(select st.id from deal_stages st where st.id = ${id})`,
  },
  along: () => [
    { column: 'closed_on', type: 'date', value: sql`null::date` },
    { column: 'hold_until', type: 'date', value: sql`null::date` },
  ],
  unfit: () => 'this stage was removed meanwhile.',
};

const openStage = (name: BulkValue) =>
  sql`(select st.id from deal_stages st where st.kind = 'open' and st.name = ${name === null ? null : String(name)}::text)`;

/** The probability of a deal `d` in its stage `s`, in basis points: its own, where it has one. */
export const PROBABILITY = sql`coalesce(d.probability, s.probability)`;
/** What a deal is worth by its probability, in minor units, rounded half up as `shareOf` does. */
export const WEIGHTED = sql`((d.amount::bigint * ${PROBABILITY} * 2 + 10000) / 20000)`;
/** Whether a deal has stood in its open stage for longer than is usual there. */
export const STALE = sql`(s.kind = 'open' and s.stale_after is not null and d.stage_since < now() - s.stale_after * interval '1 day')`;
/** The stage of a deal `d`, as `s`. */
export const stageJoin = sql`join deal_stages s on s.id = d.stage_id`;
