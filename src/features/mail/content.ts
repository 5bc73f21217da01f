import type { Views } from '../../http/views.js';

/** What a mail says. It is written once, and printed as text and as HTML. */
export type MailContent = {
  subject: string;
  /** Paragraphs. */
  lines: string[];
  /** What is told of, each with where it stands. */
  rows?: { title: string; detail: string; href: string }[];
  /** The one thing to do. */
  act?: { label: string; href: string };
  /** Why they get it. */
  why: string;
  /** Where they stop it: for what is no answer to an act of theirs. */
  stop?: { label: string; href: string };
  /** It holds a link that lets in whoever has it: the text is forgotten once it is sent. */
  isSecret?: boolean;
};

/** The two bodies of a mail. */
export function printMail(views: Views, content: MailContent): { text: string; html: string } {
  return { text: asText(content), html: views.render('mail/layout.njk', content) };
}

/** A letter of one person's as HTML: its text and nothing of ours. */
export function printLetter(views: Views, letter: { subject: string; text: string; language: string }): string {
  const paragraphs = letter.text.split(/\n{2,}/).map((paragraph) => paragraph.split('\n'));
  return views.render('mail/letter.njk', { ...letter, paragraphs });
}

function asText({ lines, rows = [], act, why, stop }: MailContent): string {
  const told = rows.map(({ title, detail, href }) => `- ${title}${detail && ` (${detail})`}\n  ${href}`);
  const parts = [
    ...lines,
    ...(told.length > 0 ? [told.join('\n')] : []),
    ...(act ? [`${act.label}:\n${act.href}`] : []),
    // The mark below which mail programs look for a signature.
    ['-- ', why, ...(stop ? [`${stop.label}: ${stop.href}`] : [])].join('\n'),
  ];
  return `${parts.join('\n\n')}\n`;
}
