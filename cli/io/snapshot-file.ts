// How does a file become a snapshot that steering may use, and one beside it its routes?
import { type Outcome, openSnapshot, type Snapshot } from '@fairlead/core';
import { inputKinds, readFileBytes } from '@fairlead/scenarios';
import { wrongInput } from '../terminal/exit.ts';
import { mayWriteFile, refuseOther } from './out/files.ts';
import { isStream, realPlace } from './out/place.ts';
import { readWhole } from './read-whole.ts';

/**
 * The snapshot in the file at `path`, its columns views of what was read. Throws wrong input with
 * every problem, each at its byte, where it is none.
 */
export async function readSnapshot(path: string): Promise<Snapshot> {
  const opened = openSnapshot(readWhole(path, inputKinds.snapshot));
  if (opened.snapshot) return opened.snapshot;
  throw wrongInput(`${path} is not a usable snapshot`, opened.problems);
}

/** Where the routes of the snapshot in the file at `path` are kept. */
export const routesPath = (path: string): string => `${path}.routes`;

/** Refuses routes beside what is no file: nobody would find them there. */
export async function mayWriteRoutes(out: string, isSuccessor = false): Promise<void> {
  if (await isStream(out)) throw wrongInput(`${out} takes no routes beside it: it is no file`);
  await mayWriteFile({ place: routesPath(out), kind: 'routes', isSuccessor });
}

/**
 * What `read` makes of the routes beside the snapshot in the file at `path`. Throws wrong input
 * where there are none, or with what is wrong with them.
 */
export async function readRoutesOf<Name extends string, Value>(
  path: string,
  read: (bytes: Uint8Array) => Outcome<Name, Value>,
): Promise<Extract<Outcome<Name, Value>, { readonly problems?: undefined }>> {
  const file = routesPath(path);
  const kept = readFileBytes(file, inputKinds.routes);
  if ('problem' in kept) {
    const { code } = kept.problem;
    if (code !== 'missing-file') throw wrongInput(`${file} cannot be read`, [kept.problem]);
    const mend = '"fairlead snapshot build WORLD -o FILE --routes" writes them';
    throw wrongInput(`${path} has no routes beside it, ${file}: ${mend}`);
  }
  const opened = read(kept.bytes);
  if (!opened.problems) return opened;
  await refuseOther(await realPlace(path));
  const problems = opened.problems.map((problem) => ({ ...problem, file }));
  throw wrongInput(`${file} cannot be used with ${path}`, problems);
}
