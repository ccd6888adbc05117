// What did killed runs leave at the side of an output, and what becomes of it?
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { removeListed } from './list.ts';
import { codeOf, isThere } from './place.ts';
import { type Leftover, leftoverOf, silenceMsMax } from './temporary.ts';

/** Whether nobody can be at work on it: its process is gone, or was silent too long. */
async function isAbandoned(path: string, { isGone }: Leftover, nowMs: number): Promise<boolean> {
  if (isGone) return true;
  const { mtimeMs, ctimeMs } = await stat(path);
  return nowMs - Math.max(mtimeMs, ctimeMs) > silenceMsMax;
}

async function clear(path: string, kind: Leftover['kind'], place: string): Promise<void> {
  if (kind === 'old' && !(await isThere(place))) await rename(path, place);
  else if (kind === 'partial' || !(await stat(path)).isDirectory())
    await rm(path, { recursive: true, force: true });
  else await removeListed(path); // what is not ours in it stays
}

/**
 * Moves back what a killed run had moved aside, and removes what killed runs left half-written. What
 * a living one writes stays, in whatever container it runs: by the clock of the file system at
 * `nowMs`, a file just written, it has been touched within a quarter of an hour.
 */
export async function clearLeftovers(place: string, nowMs: number): Promise<void> {
  const parent = dirname(place);
  for (const name of (await readdir(parent)).sort()) {
    const left = leftoverOf(name, basename(place));
    if (left === undefined) continue;
    const path = join(parent, name);
    try {
      if (await isAbandoned(path, left, nowMs)) await clear(path, left.kind, place);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error; // another run was quicker
    }
  }
}
