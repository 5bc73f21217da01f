import { availableParallelism, cpus, loadavg } from 'node:os';
import type { Figures } from './bench-measure.js';
import type { Trips } from './bench-trips.js';

/** A line of the table; `floor`: the same over the floor, where there is one. */
export type Line = Figures &
  Partial<Trips> & { name: string; connections: number; processes: number; floor?: Figures | undefined };
/** What a run is kept as. */
export type Run = { at: string; machine: string; commit: string; lines: Line[] };

type Column = [head: string, width: number, of: (line: Line) => string];

const ms = (value: number) => value.toFixed(value < 10 ? 2 : 1);
const times = (of: (it: Figures) => number) => (line: Line) =>
  line.floor && of(line.floor) > 0 ? `${(of(line) / of(line.floor)).toFixed(1)}×` : '';

const COLUMNS: Column[] = [
  // A star where something was not answered.
  ['what', -15, ({ name, faults }) => (faults.length > 0 ? `${name} *` : name)],
  ['conn.', 6, ({ connections }) => String(connections)],
  ['proc.', 6, ({ processes }) => String(processes)],
  ['a second', 9, ({ rate }) => rate.toFixed(rate < 100 ? 1 : 0)],
  ['p50', 8, ({ p50 }) => ms(p50)],
  ['p99', 8, ({ p99 }) => ms(p99)],
  ['app CPU', 8, ({ appCpu }) => ms(appCpu)],
  ['db CPU', 8, ({ databaseCpu }) => ms(databaseCpu)],
  ['trips', 6, ({ trips }) => trips?.toFixed(1) ?? ''],
  ['stmts', 6, ({ statements }) => statements?.toFixed(1) ?? ''],
  ['KB', 7, ({ bytes }) => (bytes / 1000).toFixed(1)],
  ['MB held', 8, ({ memory }) => memory.toFixed(0)],
  ['rate/floor', 11, ({ rate, floor }) => (floor ? (rate / floor.rate).toFixed(2) : '')],
  ['app/floor', 10, times(({ appCpu }) => appCpu)],
  ['db/floor', 9, times(({ databaseCpu }) => databaseCpu)],
];

/** The heads of the table. */
export function head(): string {
  return row(COLUMNS.map(([name]) => name));
}

/** A line of the table, and below it the floor that it is held against. */
export function printed(line: Line): string {
  const { floor } = line;
  const own = row(COLUMNS.map(([, , of]) => of(line)));
  if (!floor) return own;
  const below: Line = {
    ...line,
    ...floor,
    name: '  its floor',
    trips: undefined,
    statements: undefined,
    floor: undefined,
  };
  return `${own}\n${row(COLUMNS.map(([, , of]) => of(below)))}`;
}

/** How each line differs from the same one of a run that was kept, in percent; what only one of them has is left out. */
export function compared(lines: readonly Line[], before: Run): string {
  const rows = lines.flatMap((line) => {
    const then = before.lines.find(
      (it) => it.name === line.name && it.connections === line.connections && it.processes === line.processes,
    );
    if (!then) return [];
    const change = (of: (it: Line) => number | undefined) => {
      const [now, was] = [of(line), of(then)];
      if (now === undefined || !was) return '';
      return `${now >= was ? '+' : '−'}${Math.abs(100 * (now / was - 1)).toFixed(0)} %`;
    };
    return [[line.name, String(line.connections), String(line.processes), ...COMPARED.map(([, of]) => change(of))]];
  });
  const heads = ['what', 'conn.', 'proc.', ...COMPARED.map(([name]) => name)];
  return [`against ${before.at} (${before.commit}, ${before.machine})`, ...[heads, ...rows].map(evenly)].join('\n');
}

const COMPARED: [string, (line: Line) => number | undefined][] = [
  ['a second', (it) => it.rate],
  ['p50', (it) => it.p50],
  ['p99', (it) => it.p99],
  ['app CPU', (it) => it.appCpu],
  ['db CPU', (it) => it.databaseCpu],
  ['trips', (it) => it.trips],
  ['bytes', (it) => it.bytes],
  ['memory', (it) => it.memory],
];

/** What was measured on, in a few words. */
export function machine(): string {
  return `${availableParallelism()} × ${cpus()[0]?.model.trim()}, Node ${process.versions.node}, load ${loadavg()[0]?.toFixed(1)} before`;
}

function row(cells: string[]): string {
  return cells.map((cell, n) => pad(cell, COLUMNS[n]?.[1] ?? 0)).join('');
}

function evenly(cells: string[]): string {
  return cells.map((cell, n) => pad(cell, n === 0 ? -14 : 10)).join('');
}

function pad(cell: string, width: number): string {
  return width < 0 ? cell.padEnd(-width) : cell.padStart(width);
}
