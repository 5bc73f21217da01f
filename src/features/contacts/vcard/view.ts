import { type CheckedCard, summaryOf, type Verdict } from './check.js';

const LOOKS: Record<Verdict, { label: string; tone: string; glyph: string }> = {
  new: { label: 'New', tone: 'green', glyph: 'done' },
  duplicate: { label: 'Likely there', tone: 'amber', glyph: 'half' },
  refused: { label: 'Refused', tone: 'red', glyph: 'bang' },
};

/** What the page prints that asks before cards are brought in: new ones are ticked, likely duplicates are not. */
export function importView(cards: CheckedCard[], packed: string, submissionId: string) {
  return {
    summary: summaryOf(cards),
    fields: { cards: packed, submission_id: submissionId },
    may_go_on: cards.some(({ verdict }) => verdict !== 'refused'),
    rows: cards.map(({ card, name, detail, verdict, reason, like }, n) => ({
      n,
      name: name || `Card ${n + 1}`,
      detail,
      look: LOOKS[verdict],
      reason,
      like: like && { name: like.name, href: `/contacts/${like.id}` },
      left_out: card.leftOut.length > 0 ? `Left out: ${card.leftOut.join(', ')}` : '',
      may_take: verdict !== 'refused',
      take: verdict === 'new',
    })),
  };
}
