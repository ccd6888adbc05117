// How does a folder appear at its place whole or not at all?
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { expectOutput } from '../terminal/stream/guard.ts';
import { systemFailure } from '../terminal/stream/system-error.ts';
import { clearLeftovers } from './out/leftovers.ts';
import { type FolderKind, flush, removeListed, sealFolder, strangersIn } from './out/list.ts';
import { codeOf, foreignPlace, makeParents, realPlace } from './out/place.ts';
import { forgetTemporary, rememberTemporary, temporaryName } from './out/temporary.ts';

export { changedIn, listFile, relisted } from './out/list.ts';

/** What makes the folder at `place` that folder, as it is now; undefined: there is none. */
async function stateOf(place: string): Promise<string | undefined> {
  try {
    const { dev, ino, ctimeNs } = await stat(place, { bigint: true });
    return `${dev} ${ino} ${ctimeNs}`;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Refuses what stands at `place`, unless it is nothing, empty, or an output of ours of `kind`. */
async function refuseForeign(place: string, named: string, kind: FolderKind): Promise<void> {
  for (let look = 0; look < 100; look++) {
    const before = await stateOf(place);
    if (before === undefined) return;
    let why: string | undefined;
    try {
      why = await strangersIn(place, kind);
    } catch (error) {
      if (codeOf(error) === 'ENOTDIR') throw foreignPlace(named, 'is a file, not a folder');
      if (codeOf(error) !== 'ENOENT') throw error;
      continue;
    }
    // Another process may have replaced it meanwhile: then it needs another look.
    if ((await stateOf(place)) !== before) continue;
    if (why === undefined) return;
    throw foreignPlace(named, why);
  }
  throw foreignPlace(named, 'changes all the time');
}

/**
 * Refuses with wrong input unless a folder of `kind` may be written at `place`: nothing stands
 * there but an output of ours, of the same kind, as we wrote it; and nothing of it is read.
 */
export async function mayWriteFolder(place: string, kind: FolderKind): Promise<void> {
  await refuseForeign(await realPlace(place), place, kind);
  expectOutput({ place, kind, isFolder: true });
}

/** Bytes of the files in a folder, as far as they can be counted. */
async function bytesIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = entries.map(async (name) => (await stat(join(folder, name))).size);
  return (await Promise.all(sizes).catch(() => [])).reduce((sum, size) => sum + size, 0);
}

/**
 * Puts the finished folder `made` at `place`. What is there is moved aside first and moved back if
 * it turns out to be foreign; another process may do the same at the same time, then one of the
 * two starts over: the last one to succeed stays, whole.
 */
async function putInPlace(made: string, place: string, kind: FolderKind): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const aside = join(dirname(place), temporaryName(basename(place), 'old'));
    rememberTemporary(aside, 'old', place);
    try {
      const wasThere = await moveAside(place, aside, kind);
      await rename(made, place);
      await flush(dirname(place));
      if (wasThere) await removeAside(aside, place);
      return;
    } catch (error) {
      const isBusy = ['ENOTEMPTY', 'EEXIST'].includes(codeOf(error));
      await restore(aside, place);
      if (!isBusy || attempt === 100) throw error;
    } finally {
      forgetTemporary(aside);
    }
  }
}

async function moveAside(place: string, aside: string, kind: FolderKind): Promise<boolean> {
  await refuseForeign(place, place, kind);
  try {
    await rename(place, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
  await refuseForeign(aside, place, kind); // it may have been changed since the first look
  return true;
}

/** Moves the old output back, unless another one took its place. */
async function restore(aside: string, place: string): Promise<void> {
  try {
    await rename(aside, place);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') await removeAside(aside, place);
  }
}

/** Removes what was replaced, under a name by which nobody moves it back half removed. */
async function removeAside(aside: string, place: string): Promise<void> {
  const spent = join(dirname(place), temporaryName(basename(place), 'spent'));
  await rename(aside, spent);
  if (!(await removeListed(spent)))
    throw foreignPlace(spent, 'holds what somebody wrote while it was replaced');
}

/**
 * Makes the folder at `place` by `fill`, which writes into a new folder beside it; the folder
 * appears when `fill` is done, with a list of all that is in it, and is flushed to the device. It
 * replaces an earlier output of ours of the same kind as that was written. Returns what `fill`
 * returned.
 * - Throws wrong input (and calls nothing) where anything else stands at `place`.
 * - When `fill` throws, or a signal or the process's end interrupts it, the new folder is
 *   removed and `place` is as before. What a killed run left is removed by the next one.
 * - Of several processes that write the same place the last one wins; they never mix.
 * - An earlier output is moved aside, and then the new one to its place: between the two renames
 *   whoever looks finds nothing. No call of Node exchanges two folders.
 */
export async function writeFolderAtomically<T>(
  place: string,
  kind: FolderKind,
  fill: (folder: string) => Promise<T>,
): Promise<T> {
  await mayWriteFolder(place, kind);
  const target = await realPlace(place);
  const partial = join(dirname(target), temporaryName(basename(target), 'partial'));
  try {
    makeParents(target);
    rememberTemporary(partial, 'partial', target);
    await mkdir(partial);
    await clearLeftovers(target, (await stat(partial)).mtimeMs);
    const value = await fill(partial);
    await sealFolder(partial, kind);
    await putInPlace(partial, target, kind);
    return value;
  } catch (error) {
    const written = await bytesIn(partial);
    await rm(partial, { recursive: true, force: true });
    throw systemFailure(error, place, { written }) ?? error;
  } finally {
    forgetTemporary(partial);
  }
}
