import { dayAfter } from '../../src/platform/clock.js';
import { chanceOf } from './chance.js';
import { atWork } from './days.js';
import type { Person } from './maker.js';
import type { HistoryRow } from './rows.js';
import { PROFILES, TEMPLATES, type Template } from './template-texts.js';

/** The demo's templates with what each said before, and what its people say of themselves, as they stand on that day. */
export function templatesOn(day: string, people: Person[]) {
  const made = TEMPLATES.map((it) => templateOf(it, day, people));
  return {
    templates: made.map(({ template }) => template),
    template_versions: made.flatMap(({ earlier }) => earlier),
    history: made.flatMap(({ history }) => history),
    sender_profiles: people.flatMap(({ id: user_id }, n) => (PROFILES[n] ? [{ user_id, ...PROFILES[n] }] : [])),
  };
}

function templateOf({ by, ago, earlier = [], state = 'current', ...said }: Template, day: string, people: Person[]) {
  const chance = chanceOf(`template ${said.name}`);
  const author = people[by]?.id ?? '';
  // What it said before stands between its beginning and its last text.
  const times = [...earlier, said].map((_, n) => atWork(dayAfter(day, -(ago - n * 20)), chance.between(0, 240)));
  const [created_at, updated_at] = [times[0] ?? '', times.at(-1) ?? ''];
  const id = chance.id(created_at);
  const texts = [...earlier, { subject: said.subject, body: said.body }];
  const entry = { user_id: null, actor_id: author, inventory_item_id: null, company_id: null, template_id: id };
  const history: HistoryRow[] = times.map((at, n) => ({
    id: chance.id(at),
    at,
    ...entry,
    ...(n === 0
      ? { act: 'created', changes: { state: [null, state] } }
      : { act: 'changed', changes: changed(texts, n) }),
  }));
  return {
    template: {
      id,
      ...said,
      state,
      draft_of: state === 'draft' ? author : null,
      version: texts.length,
      revision: texts.length,
      created_at,
      updated_at,
      created_by: author,
      updated_by: author,
    },
    earlier: earlier.map((text, n) => ({
      id: chance.id(times[n] ?? ''),
      template_id: id,
      number: n + 1,
      ...text,
      created_at: times[n],
      created_by: author,
    })),
    history,
  };
}

function changed(texts: { subject: string; body: string }[], n: number): HistoryRow['changes'] {
  const [before, after] = [texts[n - 1], texts[n]];
  const of = (name: 'subject' | 'body'): HistoryRow['changes'] =>
    before && after && before[name] !== after[name] ? { [name]: [before[name], after[name]] } : {};
  return { ...of('subject'), ...of('body') };
}
