import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';

/** A statement as Postgres carried it out: its text, how many rows of each table it looked at, which it read from end to end, and how many it sorted. */
export type Carried = { text: string; looked: Record<string, number>; whole: string[]; sorted: number };
type Node = {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows'?: number;
  'Actual Loops'?: number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  Plans?: Node[];
};
const SETTINGS = { log_min_duration: '0', log_analyze: 'on', log_timing: 'off', log_format: 'json' };

/** Has Postgres tell in its log how it carries out whatever is asked of that database by connections that are opened from now on. */
export async function explained(superuserUrl: string): Promise<void> {
  const client = new pg.Client(superuserUrl);
  await client.connect();
  const database = client.escapeIdentifier(new URL(superuserUrl).pathname.slice(1));
  const settings = Object.entries(SETTINGS).map(([name, value]) => [`auto_explain.${name}`, value]);
  for (const [name, value] of [['session_preload_libraries', 'auto_explain'], ...settings])
    await client.query(`alter database ${database} set ${name} = '${value}'`);
  await client.end();
}

/** What Postgres carried out while that was asked. */
export async function carriedOut(work: () => Promise<unknown>): Promise<Carried[]> {
  const log = openSync(join(inject('logs'), '..', 'postgres.log'), 'r');
  const from = fstatSync(log).size;
  await work();
  const told = Buffer.alloc(fstatSync(log).size - from);
  readSync(log, told, 0, told.length, from);
  closeSync(log);
  // What goes on of an entry begins with a tab.
  const entries = told.toString().split(/\n(?!\t)/);
  return entries.flatMap((entry) => {
    const plan = entry.split(' plan:\n')[1];
    return plan === undefined ? [] : [carried(JSON.parse(plan))];
  });
}

function carried({ 'Query Text': text, Plan: plan }: { 'Query Text': string; Plan: Node }): Carried {
  const all = nodesOf(plan);
  const looked: Record<string, number> = {};
  for (const it of all) {
    const table = it['Relation Name'];
    if (table) looked[table] = (looked[table] ?? 0) + lookedAt(it);
  }
  const sorts = all.filter((it) => it['Node Type'] === 'Sort').flatMap(({ Plans = [] }) => Plans);
  const whole = all.filter((it) => it['Node Type'] === 'Seq Scan').map((it) => it['Relation Name'] ?? '');
  return { text: text.trim().replace(/\s+/g, ' '), looked, whole, sorted: Math.max(0, ...sorts.map(lookedAt)) };
}

const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];
const lookedAt = (node: Node) =>
  ((node['Actual Rows'] ?? 0) + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0)) *
  (node['Actual Loops'] ?? 1);
