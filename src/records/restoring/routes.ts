import type { PersonRequest } from '../../http/person.js';
import { type Reply, redirect } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { activityPath, pathOf } from '../kinds.js';
import type { RecordModule } from '../module.js';
import { type Restored, restoreField, reverseEntry } from './restoring.js';

/** Setting a field back to what it was before a change, or all that one change changed; either can itself be taken back in the same way. */
export function restoringRoutes(module: RecordModule): Route[] {
  const { path } = module.kind;
  return userRoutes(({ post }) => {
    post(`${path}/:id/history/:entry/restoration`, (tx, req) => restore(tx, req, module));
    post(`${path}/:id/history/:entry/reversal`, (tx, req) => reverse(tx, req, module));
  });
}

async function restore(tx: WriteDoor, req: PersonRequest, module: RecordModule): Promise<Reply> {
  const saved = await restoreField(tx, module, req, req.body?.field);
  return redirect(activityPath({ kind: module.kind, id: String(req.params.id) }), outcome(saved, module));
}

async function reverse(tx: WriteDoor, req: PersonRequest, module: RecordModule): Promise<Reply> {
  const saved = await reverseEntry(tx, module, req);
  const target = { kind: module.kind, id: String(req.params.id) };
  if (saved.kind === 'saved') return redirect(pathOf(target), 'Undone.');
  return redirect(saved.kind === 'refused' ? activityPath(target) : pathOf(target), outcome(saved, module));
}

function outcome(saved: Restored, module: RecordModule) {
  const { label, shown } = saved;
  switch (saved.kind) {
    case 'refused':
      return { text: saved.text, tone: 'warn' } as const;
    case 'saved':
      return { text: `${label} is ${shown} again.`, tone: 'good' } as const;
    case 'unchanged':
      return { text: `${label} is ${shown} already.`, tone: 'plain' } as const;
    case 'invalid': {
      const reasons = Object.entries(saved.errors).map(([name, message]) =>
        module.names.includes(name) ? `${module.label(name)}: ${message}` : message,
      );
      return { text: `${label} was not set back. ${reasons.join(' ')}`, tone: 'warn' } as const;
    }
    default:
      return {
        text: `${label} was not set back: the record was changed meanwhile. Look at it and try again.`,
        tone: 'warn',
      } as const;
  }
}
