import type { ApiRequest } from '../../http/api/route.js';
import { idOf } from '../../http/form.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import type { Kind } from '../../records/kinds.js';
import { completeTask, dismissReminder, reopenTask, restoreTask } from '../../records/tasks/actions.js';

type Act = {
  method?: 'delete';
  noun: string;
  verb: string;
  summary: string;
  act(tx: WriteDoor, req: ApiRequest): Promise<unknown>;
};

/** What is done to one task besides changing its fields; each answers the task. */
export function actsOnOne(kinds: readonly Kind[]): Act[] {
  return [
    {
      noun: 'restoration',
      verb: 'restore',
      summary: 'Takes one task out of the trash',
      act: (tx, req) => restoreTask(tx, idOf(req)),
    },
    {
      noun: 'completion',
      verb: 'complete',
      summary: 'Marks one task as done; one that comes again is followed by the next',
      act: (tx, req) => completeTask(tx, kinds, idOf(req), req.person.timeZone),
    },
    {
      method: 'delete',
      noun: 'completion',
      verb: 'reopen',
      summary: 'Opens one task again',
      act: (tx, req) => reopenTask(tx, idOf(req)),
    },
    {
      noun: 'reminder/dismissal',
      verb: 'dismiss_reminder_of',
      summary: 'Dismisses the reminder of one task',
      act: (tx, req) => dismissReminder(tx, idOf(req)),
    },
  ];
}
