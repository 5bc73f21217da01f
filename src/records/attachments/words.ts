import type { ReceivedFile } from '../../http/uploads.js';
import type { Unseen } from '../../platform/pictures.js';

type Attached = { fresh: readonly ReceivedFile[]; again: readonly ReceivedFile[] };

/** Said of a telephone's photo that is kept and cannot be shown. */
export const NO_HEIC = 'This server cannot show HEIC photos';

/** What is said of files that were attached: how many, and of which no preview could be made. */
export function attachedWords({ fresh, again }: Attached): string {
  const unseen = (why: Unseen) => fresh.filter((it) => it.unseen === why).map(({ name }) => name);
  const [broken, unknown] = [unseen('no picture'), unseen('no decoder')];
  return [
    counted(fresh.length, again.length),
    ...(broken.length > 0 ? [`No preview could be made of ${broken.join(', ')}.`] : []),
    ...(unknown.length > 0
      ? [`${NO_HEIC}: ${unknown.join(', ')} ${unknown.length === 1 ? 'is' : 'are'} kept to be downloaded.`]
      : []),
  ].join(' ');
}

function counted(count: number, again: number): string {
  const files = (n: number) => (n === 1 ? '1 file' : `${n} files`);
  if (again === 0) return `${files(count)} attached.`;
  const known = again === 1 ? '1 file was there already.' : `${again} files were there already.`;
  return count === 0 ? known : `${files(count)} attached, ${known}`;
}
