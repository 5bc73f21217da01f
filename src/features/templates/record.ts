import { plural } from '../../http/format.js';
import { viewUrl } from '../../http/list/page.js';
import { sql } from '../../platform/postgres/sql.js';
import type { Declared } from '../../records/module.js';
import { factsFrom } from '../../records/record/facts.js';
import { TEMPLATE_FIELDS } from './fields.js';
import { TEMPLATES } from './kind.js';
import { writtenParts } from './preview-parts.js';
import { faultsOf, faultText, parseTemplate } from './render.js';
import { type TemplateUse, templateFigures, type VersionFigures, versionFigures } from './sending/queries.js';
import { versionRows } from './sending/sent-pages.js';
import { STATES } from './states.js';
import { lastVersions, type TemplateVersion, versionView } from './versions.js';

const VERSIONS_SHOWN = 5;
const SEEN_BY: Record<string, string> = { draft: 'You alone' };

/** The page of a template: what it says, what is wrong with that, its last versions. */
export const templateRecord: Declared['record'] = {
  select: () => sql`
    te.revision, ${lastVersions(sql`te.id`, VERSIONS_SHOWN)} as versions, ${versionFigures(sql`te.id`)} as uses,
    ${templateFigures(sql`te.id`)} as used`,
  work: 'Text',
  lead: ({ id, state }) =>
    state === 'archived'
      ? undefined
      : { label: 'Send', icon: 'send', href: viewUrl(`${TEMPLATES.path}/send`, {}, { template_id: String(id) }) },
  view(row, { person }) {
    const facts = factsFrom(TEMPLATE_FIELDS, row);
    const [subject, body] = [String(row.subject), String(row.body)];
    const seen = SEEN_BY[String(row.state)] ?? 'All members';
    return {
      revision: row.revision,
      look: STATES.of(row.state),
      mail: { subject: writtenParts(subject), body: writtenParts(body) },
      faults: [
        ...faultsOf(parseTemplate(subject)).map((it) => `In the subject: ${faultText(it)}`),
        ...faultsOf(parseTemplate(body)).map(faultText),
      ],
      used: usedView(row.id, row.used as TemplateUse),
      uses: versionRows(row.id, row.uses as VersionFigures[]),
      versions: (row.versions as TemplateVersion[]).map((it) => versionView(row.id, it, person)),
      groups: [
        { title: 'What', group: '', facts: [...facts('category', 'language'), { label: 'Seen by', value: seen }] },
      ],
      more:
        person.role === 'VIEWER'
          ? []
          : [{ label: 'Copy to a draft of your own', icon: 'copy', href: `${TEMPLATES.path}/new?from=${row.id}` }],
    };
  },
};

// One's own: what others sent is theirs.
function usedView(id: string, { uses, replies, won }: TemplateUse) {
  if (uses === 0) return null;
  const text = `used ${plural(uses, 'time', 'times')}, ${plural(replies, 'reply', 'replies')}, ${won} won`;
  return { text, href: viewUrl(`${TEMPLATES.path}/sends`, {}, { template_id: id }) };
}
