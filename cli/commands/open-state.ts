// Which belief about the fleet does a file given on the command line hold?
import { type AskWords, createState, type Snapshot, type State } from '@fairlead/core';
import { readState } from '../io/state-file.ts';
import { wrongInput } from '../terminal/exit.ts';

/**
 * The state in the file at `path`; without one all that is declared up is healthy. Throws a failure
 * (exit code 2) with all problems of the file.
 */
export async function openState(path: string | undefined, snapshot: Snapshot): Promise<State> {
  return (await openMasks(path, snapshot)).state;
}

/** The same with the words of its masks; undefined without a file. */
export async function openMasks(
  path: string | undefined,
  snapshot: Snapshot,
): Promise<{ readonly state: State; readonly words?: AskWords }> {
  if (path === undefined) return { state: createState(snapshot) };
  const read = await readState(path, snapshot);
  if ('state' in read) return read;
  throw wrongInput(`${path} is not a state of this snapshot`, read.problems, read.more);
}
