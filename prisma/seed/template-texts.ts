/** A template of the demo. `by`: which of its people wrote it; `ago`: how many days since it began; `earlier`: what it said before. */
export type Template = {
  name: string;
  category: string;
  language: string;
  subject: string;
  body: string;
  by: number;
  ago: number;
  state?: 'draft' | 'current' | 'archived';
  earlier?: { subject: string; body: string }[];
};

/** What the demo's people say of themselves in their mails, in their order. */
export const PROFILES = [
  { channel: 'Quillways', average_views: 18_400, signature: 'Quillways, films about parks that fit in a day' },
  { channel: 'The Long Queue', average_views: 6_200, signature: 'The Long Queue, a podcast for people who wait' },
  {
    channel: 'Park Baggage',
    average_views: 11_900,
    signature: 'Park Baggage\nWhat to carry, and what to leave at home',
  },
];

const RATES = {
  subject: '{{deal.title}}: rate and dates for {{company.name}}',
  body: `Hello {{contact.first_name|there}},

thank you for writing about {{deal.title}}. For one integrated video of 90 seconds on {{me.channel}} I ask {{deal.amount:short}}, with one round of changes and use on your own channels for 90 days.

I could film in the week of {{deal.expected_close_on}} and be live ten days later. A recent number, so that you need not ask: {{me.average_views}} views in the first week, half of them from the United States.

If that suits {{company.name|you}}, I send the agreement the same day.

{{me.first_name}}
{{me.signature}}`,
};

/** Templates as creators use them, made up. */
export const TEMPLATES: Template[] = [
  {
    name: 'Cold pitch, one video',
    category: 'cold_pitch',
    language: 'en',
    by: 0,
    ago: 310,
    subject: 'A film idea for {{company.name}}',
    body: `Hello {{contact.first_name|there}},

I make {{me.channel}}, where about {{me.average_views}} people watch a film in its first week. Most of them plan a trip in the next two months, and ask me what to pack.

I would like to take {{company.name}} along for one day in a park: what it is good for, what it is not, and for whom. I do this as a paid placement with a clear label, and I say what I think.

May I send you two dates and a price?

{{me.first_name}}
{{me.signature}}`,
    earlier: [
      {
        subject: 'Collaboration with {{company.name}}?',
        body: `Hi {{contact.first_name|there}},

I make {{me.channel}} and would love to work with {{company.name}}. Would you be open to a collaboration?

{{me.first_name}}`,
      },
    ],
  },
  {
    name: 'Follow-up after a week',
    category: 'follow_up',
    language: 'en',
    by: 0,
    ago: 300,
    subject: 'Once more: a film idea for {{company.name}}',
    body: `Hello {{contact.first_name|there}},

I wrote a week ago about a film with {{company.name}}. If it is not for you this season, one word is enough and I will not ask again before next year.

{{me.first_name}}
{{me.signature}}`,
  },
  {
    name: 'Rate reply, integrated video',
    category: 'rate_reply',
    language: 'en',
    by: 0,
    ago: 280,
    ...RATES,
    earlier: [
      {
        subject: 'Rates',
        body: `Hello {{contact.first_name}},\n\nmy rate for one video is {{deal.amount}}.\n\n{{me.first_name}}`,
      },
      {
        subject: RATES.subject,
        body: RATES.body.replace('\n\nIf that suits {{company.name|you}}, I send the agreement the same day.', ''),
      },
    ],
  },
  {
    name: 'Rate reply, podcast read',
    category: 'rate_reply',
    language: 'en',
    by: 1,
    ago: 250,
    subject: 'A read on {{me.channel}}: price and dates',
    body: `Hello {{contact.first_name|there}},

a read of 60 seconds in the middle of an episode is {{deal.amount:short}}, recorded in my own words from your points, with the code in the show notes. The next free episode comes out in the week of {{deal.expected_close_on}}.

I read every sponsor's text once before I say yes, so please send it along.

{{me.first_name}}
{{me.signature}}`,
  },
  {
    name: 'Meeting in the middle',
    category: 'negotiation',
    language: 'en',
    by: 0,
    ago: 220,
    subject: 'Re: {{deal.title}}',
    body: `Hello {{contact.first_name}},

thank you for your offer. For {{deal.placement|the placement we spoke of}} I can meet you at {{deal.amount:short}} if the rights end after 90 days and there is one round of changes. With paid use I would stay at my first price.

Tell me which of the two you prefer, and I put it into the agreement.

{{me.first_name}}`,
  },
  {
    name: 'Asking for a review unit',
    category: 'product_request',
    language: 'en',
    by: 2,
    ago: 200,
    subject: 'A review unit for {{me.channel}}',
    body: `Hello {{contact.first_name|there}},

I test luggage for people who spend a day on their feet. I would like to test one of {{company.name}}'s bags for three weeks: rain, lockers, two children.

The review is independent: I say where the bag came from, and you see it when everybody does. I can send the bag back, or keep it for a long test.

Where shall I send the address?

{{me.first_name}}
{{me.signature}}`,
  },
  {
    name: 'Where to send it',
    category: 'shipping',
    language: 'en',
    by: 2,
    ago: 190,
    subject: 'Address for {{company.name}}’s parcel',
    body: `Hello {{contact.first_name|there}},

thank you. Please send it with tracking, and tell me the number: I film the unpacking only once. I am at home from Tuesday to Friday.

As soon as it is here I write to you, and I name the day of the review then.

{{me.first_name}}`,
  },
  {
    name: 'Invoice with the collab',
    category: 'invoice',
    language: 'en',
    by: 0,
    ago: 180,
    subject: 'Invoice for {{collab.title}}',
    body: `Hello {{contact.first_name}},

the last part of {{collab.title}} is live. You find the invoice over {{collab.fee}} with this mail; it is due in {{company.payment_terms|30}} days, as agreed.

Thank you for the good work. It was easy to make.

{{me.first_name}}
{{me.signature}}`,
  },
  {
    name: 'Payment is late, friendly',
    category: 'late_payment',
    language: 'en',
    by: 1,
    ago: 160,
    subject: '{{collab.title}}: was my invoice lost?',
    body: `Hello {{contact.first_name}},

my invoice for {{collab.title}} over {{collab.fee}} was due and is not here yet, as of {{today}}. Perhaps it was lost on the way: I send it once more with this mail.

Would you tell me by Friday when it is paid?

{{me.first_name}}`,
  },
  {
    name: 'Thanks, with the first numbers',
    category: 'thanks',
    language: 'en',
    by: 0,
    ago: 140,
    subject: 'How {{collab.title}} went',
    body: `Hello {{contact.first_name}},

{{collab.title}} has been live for a week. The code {{collab.promo_code|was not part of it}} is in the first line of the description and stays there.

People asked most about the weight and the zip; I answered from your sheet. If something is missing, tell me and I pin it.

{{me.first_name}}
{{me.signature}}`,
  },
  {
    name: 'Again next season',
    category: 'renewal',
    language: 'en',
    by: 1,
    ago: 120,
    subject: '{{company.name}} and {{me.channel}}, next season',
    body: `Hello {{contact.first_name}},

our last episodes together were the ones people wrote about most. I plan the next season now and keep two places for partners I know.

Shall I hold one for {{company.name}} until the end of the month?

{{me.first_name}}
{{me.signature}}`,
  },
  {
    name: 'Invitation to the show',
    category: 'guest_invitation',
    language: 'en',
    by: 1,
    ago: 100,
    subject: 'An hour about waiting, {{contact.first_name}}?',
    body: `Hello {{contact.first_name}},

I host {{me.channel}}. I would like to talk with you for an hour about how a queue is made, and what you would never do again.

We record with sound only; you get the questions three days before, and you may take back any sentence until the evening after. Does a weekday morning suit you?

{{me.first_name}}
{{me.signature}}`,
  },
  {
    name: 'Preisantwort, ein Video',
    category: 'rate_reply',
    language: 'de',
    by: 2,
    ago: 90,
    subject: '{{deal.title}}: Preis und Termin',
    body: `Guten Tag {{contact.first_name}} {{contact.last_name|}},

vielen Dank für Ihre Anfrage. Für ein Video mit 90 Sekunden auf {{me.channel}} nehme ich {{deal.amount}}, mit einer Korrekturrunde und 90 Tagen Nutzung auf Ihren eigenen Kanälen. Drehen könnte ich um den {{deal.expected_close_on}}.

Passt das für {{company.name}}? Dann schicke ich Ihnen den Vertrag noch am selben Tag.

Viele Grüße
{{me.first_name}}
{{me.signature}}`,
  },
  {
    name: 'Pitch for the advent calendar',
    category: 'cold_pitch',
    language: 'en',
    by: 2,
    ago: 330,
    state: 'archived',
    subject: '24 doors, one of them for {{company.name}}?',
    body: `Hello {{contact.first_name|there}},

in December I open a door a day: one thing, one minute, one reason to carry it. Five doors are still free.

{{me.first_name}}
{{me.signature}}`,
  },
  {
    name: 'Pitch for a week in the rain',
    category: 'cold_pitch',
    language: 'en',
    by: 0,
    ago: 6,
    state: 'draft',
    subject: 'Seven wet days with {{company.name}}',
    body: `Hello {{contact.first_name|there}},

in February I walk seven parks in seven days, whatever the weather. I look for

{{me.first_name}}`,
  },
];
