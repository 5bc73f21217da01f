import { blankForm, type Form } from '../../../http/form.js';
import { plural } from '../../../http/format.js';
import { lengthText, offText } from '../../../http/lengths.js';
import type { Person } from '../../../http/person.js';
import { LEAVABLE } from '../choices.js';
import { GUIDE } from '../kind.js';
import { chaptersOf, endOf } from './chapters.js';
import { planFaults } from './checks.js';
import { hasBrackets } from './description.js';
import type { LabelledMend } from './mends.js';
import { packChecks } from './pack-checks.js';
import { piecesOf } from './pieces.js';
import type { ReadPack } from './read.js';

/** The pack of an episode as its page shows it: what fails with its mends, all checks, its chapters and pieces. */
export function packView(pack: ReadPack, person: Person, form = shiftForm(pack)) {
  const path = `${GUIDE.path}/${pack.id}`;
  const { checks, faults, more, all } = packChecks(pack);
  const wrong = faults.length + more;
  const wrongChapters = faults.filter(({ check }) => check !== 'description').length + more;
  return {
    title: pack.number === null ? pack.name : `${pack.number} ${pack.name}`,
    path: `${path}/pack`,
    guide_href: path,
    may_write: person.role !== 'VIEWER',
    checks,
    met: checks.filter(({ isMet }) => isMet).length,
    faults: faults.map(({ text, mends }) => ({ text, mends: mends.map(mendForm) })),
    more: more > 0 ? `${plural(more, 'more fault', 'more faults')} of this kind.` : '',
    all: all && mendForm(all),
    edit_href: `${path}/edit#fold-words`,
    is_long: faults.some(({ check, mends }) => check === 'description' && mends.length === 0),
    chapters: chapterRows(pack),
    out: pack.plan.segments.filter((it) => !it.isChapter).map(({ id, title }) => ({ id, title })),
    is_planned: pack.plan.segments.every(({ startedAt }) => startedAt === null),
    shift_text: shiftText(pack),
    form,
    without: pack.without.map((it) => LEAVABLE[it].toLowerCase()),
    has_brackets: hasBrackets(pack),
    links: [...pack.links, ...pack.spots.flatMap(({ link }) => link ?? [])].filter(
      ({ programme, note }) => programme ?? note,
    ),
    pieces: piecesOf(pack, person.name).map((it) => {
      const waits = it.id === 'description' ? wrong : it.hasChapters ? wrongChapters : 0;
      return {
        ...it,
        waits: waits > 0 ? `${waits} to mend` : '',
        files: it.files.map((file) => ({
          ...file,
          id: file.file.replaceAll('.', '-'),
          href: `${path}/pack/files/${file.file}`,
          rows: Math.min(16, file.text.split('\n').length),
        })),
      };
    }),
  };
}

function shiftForm(pack: ReadPack): Form {
  return blankForm({ by: shiftText(pack), intro: pack.plan.intro });
}

const shiftText = ({ plan }: ReadPack) => (plan.shift === 0 ? '' : offText(plan.shift));

function chapterRows({ plan }: ReadPack) {
  const chapters = chaptersOf(plan);
  const faulty = new Set(planFaults(plan).map(({ at }) => at));
  return chapters.map(({ segment, start, title }, n) => ({
    number: n + 1,
    segment,
    title,
    start: lengthText(start),
    lasts: lengthText((chapters[n + 1]?.start ?? endOf(plan)) - start),
    is_wrong: faulty.has(n),
    is_marked: plan.segments.some(({ id, startedAt }) => id === segment && startedAt !== null),
  }));
}

function mendForm({ label, ...mend }: LabelledMend) {
  const { act } = mend;
  const fields = Object.entries(mend).flatMap(([name, value]) =>
    name === 'segments'
      ? (value as string[]).map((id) => ({ name: 'segment', value: id }))
      : [{ name, value: String(value) }],
  );
  return { label, act, fields };
}
