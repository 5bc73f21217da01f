import { chaptersOf } from './chapters.js';
import { contentOf } from './content.js';
import { videoDescription } from './description.js';
import { chapterList, jsonChapters, mp4Chaps, podloveChapters } from './formats.js';
import { guestMail, proofNote } from './letters.js';
import { htmlNotes, markdownNotes, textNotes } from './notes.js';
import type { ReadPack } from './read.js';

/** A piece of a pack in one form: the name of its file, what the form is called, its type, its text. */
type PackFile = { file: string; label: string; type: string; text: string };
/** A piece of a pack; `hasChapters`: what is wrong with chapters is wrong with it. */
type PackPiece = {
  id: string;
  label: string;
  about: string;
  icon: string;
  hasChapters: boolean;
  files: PackFile[];
  mailto?: string;
};

/** All that is taken away of an episode. `from` is who signs the letters. */
export function piecesOf(episode: ReadPack, from: string): PackPiece[] {
  const chapters = chaptersOf(episode.plan);
  const content = contentOf(episode);
  const head = { title: content.title, show: episode.show };
  return [
    {
      ...piece('show-notes', 'Show notes', 'Markdown, HTML, text', 'file-text', true),
      files: [
        { file: 'show-notes.md', label: 'Markdown', type: 'text/markdown', text: markdownNotes(content) },
        { file: 'show-notes.html', label: 'HTML', type: 'text/html', text: htmlNotes(content) },
        { file: 'show-notes.txt', label: 'Text', type: 'text/plain', text: textNotes(content) },
      ],
    },
    {
      ...piece('description', 'Description', 'with chapters', 'list-video', true),
      files: [{ file: 'description.txt', label: 'Text', type: 'text/plain', text: videoDescription(episode) }],
    },
    {
      ...piece('chapters', 'Chapters', '4 formats', 'braces', true),
      files: [
        { file: 'chapters.txt', label: 'List', type: 'text/plain', text: `${chapterList(chapters)}\n` },
        {
          file: 'chapters.json',
          label: 'JSON Chapters',
          type: 'application/json+chapters',
          text: jsonChapters(chapters, head),
        },
        { file: 'chapters.psc', label: 'Podlove', type: 'application/xml', text: podloveChapters(chapters) },
        { file: 'chapters.mp4chaps.txt', label: 'MP4Chaps', type: 'text/plain', text: mp4Chaps(chapters) },
      ],
    },
    ...episode.people.flatMap((guest, n): PackPiece[] => {
      if (!guest.isGuest) return [];
      const { subject, text } = guestMail(episode, guest, from);
      return [
        {
          ...piece(`guest-${n + 1}`, 'Guest mail', `to ${guest.name}`, 'mail', false),
          files: [
            { file: `guest-mail-${n + 1}.txt`, label: 'Text', type: 'text/plain', text: `${subject}\n\n${text}` },
          ],
          mailto: `mailto:?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(text.replaceAll('\n', '\r\n'))}`,
        },
      ];
    }),
    ...episode.spots.map((spot, n): PackPiece => {
      const { subject, text } = proofNote(episode, spot);
      return {
        ...piece(`proof-${n + 1}`, 'Proof note', `to ${spot.company}`, 'receipt-text', false),
        files: [{ file: `proof-note-${n + 1}.txt`, label: 'Text', type: 'text/plain', text: `${subject}\n\n${text}` }],
      };
    }),
  ];
}

function piece(id: string, label: string, about: string, icon: string, hasChapters: boolean) {
  return { id, label, about, icon, hasChapters };
}
