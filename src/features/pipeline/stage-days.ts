import { dayOf, shortDate } from '../../http/format.js';
import { daysBetween } from '../../platform/clock.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import type { Reader } from '../../records/list/define.js';
import type { Stage, StageKind } from './stages.js';

/** A deal came into a stage at a moment, as the log tells: what the stage was called and what it was for. */
export type Entered = { stage: string; kind: StageKind; at: string };
type Standing = { stage: string | null; kind: StageKind; is_stale: boolean; log: Entered[]; stages: Stage[] };

/** The changes of stage of a deal `d`, the first one first, and the reader's stages in their order: columns of a select. */
export const stageColumns: Sql = sql`
  (select coalesce(jsonb_agg(jsonb_build_object('stage', l.stage, 'kind', l.kind, 'at', l.at) order by l.at, l.id), '[]')
    from deal_stage_log l where l.deal_id = d.id) as log,
  (select jsonb_agg(to_jsonb(s) order by s.position, s.id) from deal_stages s) as stages`;

/** The stages of a deal's way: behind it those it was in, each with its day; ahead the open ones, and Won. */
export function stageTrack({ stage, kind, log, stages }: Standing, { person }: Reader) {
  const at = stages.find(({ name }) => name === stage)?.position ?? 0;
  const last = new Map(log.map((it) => [it.stage, it.at]));
  const open = stages.filter((it) => it.kind === 'open');
  const step = (name: string, reached: boolean) => {
    const moment = last.get(name);
    const day = reached && moment ? shortDate(dayOf(moment, person.timeZone)) : '';
    return { label: name, day, reached, current: name === stage };
  };
  const isBehind = (it: Stage) => last.has(it.name) && it.name !== stage && (kind !== 'open' || it.position < at);
  const isAhead = (it: Stage) => it.name !== stage && (kind === 'open' ? it.position > at : !last.has(it.name));
  return [
    ...open.filter(isBehind).map(({ name }) => step(name, true)),
    step(stage ?? '', true),
    ...(kind === 'open' || kind === 'hold' ? open.filter(isAhead).map(({ name }) => step(name, false)) : []),
    ...(kind === 'open' || kind === 'hold'
      ? stages.filter((it) => it.kind === 'won').map(({ name }) => step(name, false))
      : []),
  ];
}

/** How many days a deal was in each stage that is not an end, all times together, in the order in which it came there first. */
export function stageDays({ stage, is_stale, log }: Standing, { person, today }: Reader) {
  const dayAt = (at: string) => dayOf(at, person.timeZone);
  const days = new Map<string, number>();
  for (const [n, entered] of log.entries()) {
    if (entered.kind === 'won' || entered.kind === 'lost') continue;
    const until = log[n + 1];
    const lasted = Math.max(0, daysBetween(dayAt(entered.at), until ? dayAt(until.at) : today));
    days.set(entered.stage, (days.get(entered.stage) ?? 0) + lasted);
  }
  return [...days].map(([name, count]) => ({ name, days: count, late: is_stale && name === stage }));
}

/** The stage that a deal is moved on to: the next open one behind its own; of a closed deal the last open one it was in. */
export function nextStage({ stage, kind, log, stages }: Standing): string | undefined {
  const open = stages.filter((it) => it.kind === 'open');
  if (kind === 'open') return open[open.findIndex(({ name }) => name === stage) + 1]?.name;
  const was = log.map((it) => it.stage).filter((name) => open.some((it) => it.name === name));
  return was.at(-1) ?? open[0]?.name;
}
