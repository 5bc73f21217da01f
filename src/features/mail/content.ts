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

/** The mark below which mail programs look for a signature. */
const SIGNATURE = '-- ';

/** The two bodies of a mail. */
export function printMail(views: Views, content: MailContent): { text: string; html: string } {
  return { text: asText(content), html: views.render('mail/layout.njk', content) };
}

/** What a letter of one person's says: its text, and how it is answered by ending all such letters. */
export type LetterContent = { subject: string; text: string; language: string; stop: { label: string; href: string } };

/** The two bodies of a letter of one person's: its text, the line that ends them, and nothing else of ours. */
export function printLetter(views: Views, letter: LetterContent): { text: string; html: string } {
  const { text, stop } = letter;
  const paragraphs = text.split(/\n{2,}/).map((paragraph) => paragraph.split('\n'));
  return {
    text: `${text}\n\n${SIGNATURE}\n${stop.label}: ${stop.href}\n`,
    html: views.render('mail/letter.njk', { ...letter, paragraphs }),
  };
}

function asText({ lines, rows = [], act, why, stop }: MailContent): string {
  const told = rows.map(({ title, detail, href }) => `- ${title}${detail && ` (${detail})`}\n  ${href}`);
  const parts = [
    ...lines,
    ...(told.length > 0 ? [told.join('\n')] : []),
    ...(act ? [`${act.label}:\n${act.href}`] : []),
    [SIGNATURE, why, ...(stop ? [`${stop.label}: ${stop.href}`] : [])].join('\n'),
  ];
  return `${parts.join('\n\n')}\n`;
}
