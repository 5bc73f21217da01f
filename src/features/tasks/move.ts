import type { DayMove } from '../../records/day-moves.js';
import type { Kind } from '../../records/kinds.js';
import { changeTask, heldTask } from '../../records/tasks/actions.js';

/** How the day of a task is moved; its reminder stays where it is. */
export function movesOfTasks(kinds: readonly Kind[]): DayMove {
  return async (tx, _person, { row, day, version }) => {
    const now = await heldTask(tx, kinds, row.id);
    if (now.due_on === day) return { kind: 'unchanged' };
    const isSaved = await changeTask(tx, kinds, now, { data: { ...now, due_on: day }, about: undefined, version });
    return { kind: isSaved ? 'saved' : 'conflict' };
  };
}
