import { oneLine } from '../../http/clean-text.js';
import { blankForm, type Form, isId, type Option } from '../../http/form.js';
import { plural } from '../../http/format.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { sql, typed } from '../../platform/postgres/sql.js';
import type { Reader } from '../../records/list/define.js';
import type { OfferedRecord } from '../../records/offered.js';
import { collabsToWriteOf } from '../collabs/index.js';
import { contactMeant } from '../contacts/index.js';
import { dealsToWriteOf } from '../pipeline/index.js';
import { TEMPLATES } from './kind.js';
import { fillWithSamples, previewParts } from './preview-parts.js';
import { emptyNames, faultsOf, faultText, fillTemplate, namesIn, parseTemplate } from './render.js';
import { groupOf, VARIABLE_GROUPS, type VariableGroup, type VariableName } from './render-variables.js';
import { type MailCast, readCast, valuesOf } from './values.js';

type Door = Pick<ReadDoor, 'row' | 'rows'>;
type Typed = Readonly<Record<string, string>>;
/** What keeps a mail from being sent as it is, and where that is mended. */
type Problem = { text: string; cls?: 'open'; link?: { href: string; label: string } };

const GROUPS: readonly VariableGroup[] = ['contact', 'company', 'deal', 'collab', 'me'];
const GONE = 'This is not there any more. Choose another.';

/** A template as it is typed, filled in for the contact and the deal or collab that the form names; for nobody, with examples. */
export async function previewOf(db: Door, { values }: Form, reader: Reader) {
  const about = await aboutIn(db, values, reader);
  const { cast } = about;
  const written = { subject: oneLine(values.subject ?? ''), body: (values.body ?? '').replaceAll('\r\n', '\n') };
  const [subject, body] = [parseTemplate(written.subject), parseTemplate(written.body)];
  const own = valuesOf(cast, reader.person, reader.today);
  const language = values.language || 'en';
  const samples = !cast.contact && !cast.deal && !cast.collab;
  const fill = samples ? fillWithSamples : fillTemplate;
  const filled = { subject: fill(subject, own, language), body: fill(body, own, language) };
  const empty = emptyNames([...filled.subject, ...filled.body]);
  const used = namesIn([...subject, ...body]);
  return {
    about: about.form,
    deals: about.deals,
    collabs: about.collabs,
    samples,
    mail: {
      to: cast.contact && { name: cast.contact.name, address: cast.contact.email },
      from: { name: reader.person.name, address: reader.person.email },
      subject: previewParts(filled.subject, samples),
      body: previewParts(filled.body, samples),
    },
    problems: [
      ...faultsOf(subject).map((fault) => ({ text: `In the subject: ${faultText(fault)}` })),
      ...faultsOf(body).map((fault) => ({ text: faultText(fault) })),
      ...GROUPS.flatMap((group) => {
        const names = empty.filter((name) => groupOf(name) === group);
        return names.length > 0 ? [problemOf(group, names, cast)] : [];
      }),
    ] satisfies Problem[],
    counted: countedText(written.body, used.length, empty.length, cast.contact?.first_name),
    groups: groupsOf(used, empty),
  };
}

// The contact by its id or its name; the deal and the collab are one's own, of which those of the contact are offered.
async function aboutIn(db: Door, values: Typed, { today }: Reader) {
  const name = values.contact?.trim() || null;
  const meant = name === null ? undefined : await contactMeant(db, { id: idIn(values.contact_id), name });
  const contact = meant && 'id' in meant ? meant.id : null;
  const asked = { deal: idIn(values.deal_id), collab: idIn(values.collab_id) };
  const cast = await readCast(db, { contact, ...asked }, today);
  const offered = await offeredTo(db, cast);
  const errors = {
    ...(meant && 'fault' in meant && { contact: meant.fault }),
    ...(asked.deal && !cast.deal && { deal_id: GONE }),
    ...(asked.collab && !cast.collab && { collab_id: GONE }),
  };
  const { values: shown } = blankForm({
    contact: cast.contact?.name ?? values.contact ?? '',
    contact_id: cast.contact?.id ?? '',
    deal_id: cast.deal?.id ?? '',
    collab_id: cast.collab?.id ?? '',
  });
  return { cast, ...offered, form: { values: shown, errors } satisfies Form };
}

async function offeredTo(db: Door, { contact, company, deal, collab }: MailCast) {
  if (!contact && !deal && !collab) return { deals: [], collabs: [] };
  const [person, at] = [typed(contact?.id ?? null, 'uuid'), typed(company?.id ?? null, 'uuid')];
  const row = await db.row<{ deals: OfferedRecord[]; collabs: OfferedRecord[] }>(
    sql`select ${dealsToWriteOf(person, at)} as deals, ${collabsToWriteOf(person, at)} as collabs`,
  );
  return { deals: optionsOf(row?.deals ?? [], deal), collabs: optionsOf(row?.collabs ?? [], collab) };
}

// What is chosen stays among what is offered, also where it is somebody else's or over.
function optionsOf(offered: readonly OfferedRecord[], chosen: OfferedRecord | null): Option[] {
  const all = chosen && !offered.some(({ id }) => id === chosen.id) ? [chosen, ...offered] : offered;
  return all.map(({ id, name }) => ({ value: id, label: name }));
}

// What of one thing has no value is said together, with the way out where one place mends it.
function problemOf(group: VariableGroup, names: readonly VariableName[], cast: MailCast): Problem {
  const all = new Intl.ListFormat('en').format(names);
  const without = `${all} ${names.length === 1 ? 'has' : 'have'} no value`;
  if (group === 'me') {
    const isName = names.some((name) => name === 'me.name' || name === 'me.first_name');
    const link = { href: isName ? '/account' : `${TEMPLATES.path}/about-you`, label: 'Say what stands there' };
    return { text: `${without} yet.`, cls: 'open', link };
  }
  const of = group === 'today' ? null : cast[group];
  const why = of ? ` for ${of.name}` : `: no ${group} is chosen`;
  return { text: `${without}${group === 'company' && !of ? ': they work at none' : why}.`, cls: 'open' };
}

function countedText(body: string, used: number, empty: number, firstName: string | undefined): string {
  const words = plural(body.match(/\S+/g)?.length ?? 0, 'word', 'words');
  const without = empty > 0 ? `, ${empty} without a value${firstName ? ` for ${firstName}` : ''}` : '';
  return `${words}, ${plural(used, 'variable', 'variables')}${without}`;
}

function groupsOf(used: readonly VariableName[], empty: readonly VariableName[]) {
  return VARIABLE_GROUPS.map(({ label, variables }) => ({
    label,
    variables: variables.map((it) => ({
      name: it.name,
      short: it.name.split('.')[1] ?? it.name,
      title: `${it.label}, such as ${it.example}`,
      cls: empty.includes(it.name) ? 'bad' : used.includes(it.name) ? 'used' : '',
    })),
  }));
}

const idIn = (value: string | undefined): string | null => (isId(value) ? value : null);
