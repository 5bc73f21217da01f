import type { Form } from '../../http/form.js';
import { localPath, page, type Reply } from '../../http/reply.js';

export const USERS = '/admin/users';
export const NOT_ONESELF = 'This is your own account. Another admin can do that.';

/** What an act asks: its words, its inputs, and why it cannot be done where it cannot. */
export type Asks = {
  label: string;
  verb?: string;
  /** What it leaves as it is, on the button that leaves. */
  stay: string;
  moves: string;
  inputs?: object[];
  hidden?: Record<string, string>;
  refused?: { title: string; text: string };
};

type About = { id: string; name: string };

/** The page of an act on an account: a dialog over the page it was asked on, or a page of its own. */
export function actPage(path: string, about: About, asks: Asks, form: Form, back: string, status = 200): Reply {
  return page('records/act.njk', actContext(path, about, asks, form, back), status);
}

/** What that page prints. */
export function actContext(path: string, about: About, asks: Asks, form: Form, back: string) {
  return {
    kind: { title: 'Users', path: USERS },
    record: { name: about.name },
    back,
    action: `${USERS}/${about.id}/${path}`,
    form,
    act: { label: asks.label, verb: asks.verb ?? asks.label },
    stay: asks.stay,
    moves: asks.moves,
    inputs: asks.inputs ?? [],
    hidden_fields: { return_to: back, ...asks.hidden },
    refused: asks.refused,
    others: form.errors[''] ? [form.errors['']] : [],
    edit_href: back,
  };
}

/** Where an act leads back to, if it was asked there: a view of the list, or the account's own page. */
export function wayBack(asked: unknown, id: string): string | undefined {
  const view = localPath(asked);
  const isHere = view === USERS || view?.startsWith(`${USERS}?`) || view === `${USERS}/${id}`;
  return isHere ? view : undefined;
}
