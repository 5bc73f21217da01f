import type { ChildProcess } from 'node:child_process';
import { AggregatorRegistry } from 'prom-client';
import type { Figures } from '../platform/metrics.js';
import { shared } from '../platform/shared.js';
import type { FromMember, ToMember } from './messages.js';

/** Longer than a process waits for Postgres and the storage before it says how they are. */
const ANSWER_MS = 2_500;

/**
 * The figures of several processes as one: counters are added up, a gauge says itself how it is put together. What a process had
 * counted that has ended, or does not answer now, stays in the sums: a counter never falls while the site is up.
 */
export function openFigures(children: () => ChildProcess[]) {
  const last = new Map<ChildProcess, Figures>();
  let ended: Figures = [];
  let questions = 0;

  async function ask(): Promise<string> {
    questions += 1;
    const answers = await Promise.all(children().map((child) => figuresOf(child, questions)));
    for (const [child, figures] of answers) if (figures) last.set(child, figures);
    const silent = [...last].filter(([child]) => !answers.some(([it, figures]) => it === child && figures));
    const told = answers.flatMap(([, figures]) => (figures ? [figures] : []));
    return together([...told, ...silent.map(([, figures]) => counted(figures)), ended]).metrics();
  }

  return {
    /** All of it, for Prometheus; who asks meanwhile gets the same. */
    gather: shared(ask),
    /** It has ended: what it had counted, as far as it said, stays. */
    async keep(child: ChildProcess): Promise<void> {
      const figures = last.get(child);
      last.delete(child);
      if (figures) ended = await together([ended, counted(figures)]).getMetricsAsJSON();
    },
  };
}

function figuresOf(child: ChildProcess, id: number): Promise<[ChildProcess, Figures | undefined]> {
  return new Promise((resolve) => {
    const answered = (figures?: Figures) => {
      clearTimeout(late);
      child.off('message', heard).off('exit', gone);
      resolve([child, figures]);
    };
    const heard = (message: FromMember) => {
      if (message.act === 'measured' && message.id === id) answered(message.figures);
    };
    const gone = () => answered();
    const late = setTimeout(gone, ANSWER_MS);
    child.on('message', heard).once('exit', gone);
    child.send({ act: 'measure', id } satisfies ToMember, (error) => error && answered());
  });
}

function together(figures: Figures[]) {
  // Prom-client leaves out when a process began, since it knows no label by which ours are told apart.
  const named = figures.map((all) =>
    all.map((it) => ({ ...it, aggregator: it.aggregator === 'omit' ? 'first' : it.aggregator })),
  );
  return AggregatorRegistry.aggregate(named);
}

// By now nobody can say how its gauges stand.
function counted(figures: Figures): Figures {
  return figures.filter(({ type }) => `${type}` === 'counter' || `${type}` === 'histogram');
}
