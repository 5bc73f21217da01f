import { formatDate, longDay } from '../../../http/format.js';
import { lengthText } from '../../../http/lengths.js';
import { type PackEpisode, type PackPerson, type PackSpot, plainLine, timesOfSpot } from './content.js';

/** A letter that somebody outside gets, as text. */
type PackLetter = { subject: string; text: string };

const PLACES = { pre: 'Pre-roll', mid: 'Mid-roll', post: 'Post-roll' } as const;

/** The mail to a guest: that their episode is out, or when it will be, and where. */
export function guestMail(episode: PackEpisode, guest: PackPerson, from: string): PackLetter {
  const { show, name, publishOn, published, hook } = episode;
  const isOut = published.length > 0;
  const day = publishOn ? ` on ${longDay(publishOn)}` : ' soon';
  const out = isOut ? 'is out' : `comes out${day}`;
  const where = isOut
    ? ['Here it is:', ...published.map(({ title, url }) => plainLine({ text: title ?? url, url }))].join('\n')
    : 'I will send you the links when it is out.';
  const text = [
    `Hi ${guest.firstName},`,
    `thank you for being on ${show}. Your episode, “${name}”, ${out}.`,
    ...(hook ? [hook] : []),
    where,
    'If you like it, please share it with people who might too.',
    `All the best\n${from}`,
  ];
  return { subject: `Your episode of ${show} ${out}: ${name}`, text: `${text.join('\n\n')}\n` };
}

/** What proves to a sponsor that their spot was read: where, when, how long, and in which words. */
export function proofNote(episode: PackEpisode, spot: PackSpot): PackLetter {
  const { show, name, number, publishOn, published } = episode;
  const times = timesOfSpot(episode, spot);
  const facts = [
    ['Sponsor', spot.title ? `${spot.company}, ${spot.title}` : spot.company],
    ['Episode', `${show}, ${number === null ? '' : `${number} `}${name}`],
    ['Published', publishOn ? formatDate(publishOn) : 'not yet'],
    ['Place', times ? `${PLACES[spot.place]}, at ${lengthText(times.start)}` : PLACES[spot.place]],
    ['Length', lengthOf(times)],
    ['Read', spot.readOn ? formatDate(spot.readOn) : 'not yet'],
    ['Code', spot.code],
    ['Link', spot.link?.typed],
  ].flatMap(([label, value]) => (value ? `${label}: ${value}` : []));
  const where = published.map(({ title, url }) => plainLine({ text: title ?? url, url }));
  const text = [
    facts.join('\n'),
    ...(spot.script ? [`Script\n${spot.script}`] : []),
    ...(where.length > 0 ? [['Where it can be heard', ...where].join('\n')] : []),
  ];
  return { subject: `Proof of your spot in ${show}: ${name}`, text: `${text.join('\n\n')}\n` };
}

function lengthOf(times: ReturnType<typeof timesOfSpot>): string | null {
  if (!times) return null;
  return times.lasted === null ? `${lengthText(times.planned)} planned` : lengthText(times.lasted);
}
