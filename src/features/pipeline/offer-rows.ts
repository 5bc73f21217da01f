import { formatDate, formatMoney, signedMoney } from '../../http/format.js';
import { PIPELINE } from './kind.js';
import type { Offers } from './offers.js';

/** Offers as the page of a deal shows them, the last one first, each with its step from the one before of that side. */
export function offerRows(offers: Offers, deal: { id: string; company: string | null }) {
  const byDay = [...offers].sort((a, b) => String(a.offered_on).localeCompare(String(b.offered_on)));
  return byDay
    .map((offer, n) => {
      const before = byDay.slice(0, n).findLast(({ side }) => side === offer.side);
      const step = before ? offer.amount - before.amount : null;
      return {
        day: formatDate(offer.offered_on),
        from: offer.side === 'ours' ? 'You' : (deal.company ?? 'They'),
        terms: offer.terms ?? '',
        amount: formatMoney(offer.amount, offer.currency),
        step: step === null ? (offer.side === 'ours' ? 'first ask' : 'first offer') : signedMoney(step, offer.currency),
        // More of theirs is good news, less is not; one's own steps are neither.
        tone: step === null ? 'nil' : offer.side === 'ours' || step === 0 ? 'soft' : step > 0 ? 'pos' : 'neg',
        edit_href: `${PIPELINE.path}/${deal.id}/offers/${offer.row}/edit`,
        last: n === byDay.length - 1,
      };
    })
    .reverse();
}
