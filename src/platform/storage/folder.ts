import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { shared } from '../shared.js';
import { awayOf, isMissing, StorageAway } from './away.js';
import { type Changed, openAnswering } from './folder/answering.js';
import { recognise, tryWriting } from './folder/mark.js';
import { SILENT_MS, soon } from './folder/soon.js';
import { openTurns } from './folder/turns.js';

export { MARK } from './folder/mark.js';

export type Folder = ReturnType<typeof openFolder>;

type Step = <T>(work: () => Promise<T>) => Promise<T>;
type Options = {
  /** A file elsewhere that keeps which folder was in use: one that has lost its mark is not mounted. */
  seen?: string;
  changed?: Changed;
};

/** Each step that hangs holds one of the process's four threads for files: a dead mount must not take them all. */
const AT_ONCE = 2;

/**
 * A folder that may be a share of the network. Its steps throw `StorageAway` when the disk refuses or says nothing for 2 s, and
 * from then on at once, until it was asked again; a file that is not there is an answer.
 */
export function openFolder(root: string, { seen, changed }: Options = {}) {
  const { step, must, arrived, mayBeAsked } = openSteps(root, changed);

  async function recogniseIt(): Promise<void> {
    await must(() => recognise(root, seen));
    arrived();
  }

  async function tryOut(): Promise<void> {
    mayBeAsked();
    await must(() => recognise(root, seen));
    await must(() => tryWriting(root));
    arrived();
  }

  const asked = shared(() =>
    tryOut().then(
      () => true,
      () => false,
    ),
  );

  return {
    root,
    path: (name: string) => join(root, name),
    step,
    must,
    /** Makes sure that it is our folder before something is written, or is said to be missing; the first use makes it. */
    recognise: recogniseIt,
    /** The disk that it lies on, as statfs tells it. */
    disk: () => step(() => statfs(root)),
    tryOut,
    /** Whether a file can be written there, asked now; false after `timeoutMs`. */
    async answers(timeoutMs = SILENT_MS): Promise<boolean> {
      return soon(asked(), timeoutMs).catch(() => false);
    },
  };
}

/** The two ways to ask something of the folder, and what is known of it. */
function openSteps(root: string, changed: Changed | undefined) {
  const turns = openTurns(AT_ONCE);
  const { isAway, isLeftAlone, left, arrived, mayBeAsked } = openAnswering(changed);

  function away(error: Error): StorageAway {
    const fault = awayOf(root, error);
    left(fault.message);
    turns.giveUp(fault);
    return fault;
  }

  const step: Step = async (work) => {
    if (isLeftAlone()) throw new StorageAway(`${root} does not answer`);
    if (isAway() && turns.full()) throw away(new Error('its last steps have not ended'));
    await turns.next();
    try {
      return await soon(work().finally(turns.free));
    } catch (error) {
      throw isMissing(error) ? error : away(error as Error);
    }
  };

  /** A step of writing: there, what is missing is the folder itself. */
  const must: Step = (work) =>
    step(work).catch((error: Error) => {
      throw away(error);
    });

  return { step, must, arrived, mayBeAsked };
}
