// Which world does a folder given on the command line hold?
import type { World } from '@fairlead/core';
import { readWorld } from '@fairlead/scenarios';
import { wrongInput } from '../terminal/exit.ts';

/** The world in `folder`. Throws a failure (exit code 2) with all problems of its tables. */
export async function openWorld(folder: string): Promise<World> {
  const read = await readWorld(folder);
  if ('world' in read) return read.world;
  throw wrongInput(`${folder} is not a usable world`, read.problems, read.more);
}
