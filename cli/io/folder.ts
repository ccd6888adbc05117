// How does an output appear at its place whole or not at all?
import {
  copyFile,
  link,
  mkdir,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { forgetTemporary, isLeftover, rememberTemporary, temporaryName } from './temporary.ts';

/** Marks a folder as an output of ours where neither `world.json` nor `result.json` does. */
export const marker = '.fairlead-output';

/** Why nothing is written: something at the place is not ours to replace. Exit code 2. */
export type ForeignPlaceError = Error & { readonly code: 'foreign-place'; readonly place: string };

export function isForeignPlace(error: unknown): error is ForeignPlaceError {
  return error instanceof Error && 'code' in error && error.code === 'foreign-place';
}

function foreignPlace(place: string, why: string): ForeignPlaceError {
  const error = new Error(`${place} ${why}; name another place or remove it yourself`);
  return Object.assign(error, { code: 'foreign-place' as const, place });
}

function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException).code ?? '');
}

/** The files by which an output of ours is known, and the key whose text says so. */
const documents = [
  { file: 'world.json', key: 'format', start: 'fairlead' },
  { file: 'result.json', key: 'fairlead', start: '' },
] as const;

/** Whether the document says that it is ours; throws ENOENT where it is gone meanwhile. */
async function isOurs(path: string, key: string, start: string): Promise<boolean> {
  try {
    const document: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (typeof document !== 'object' || document === null) return false;
    const value = (document as { readonly [key: string]: unknown })[key];
    return typeof value === 'string' && value.startsWith(start);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw error;
    return false; // no JSON, or not for us to read: somebody else's
  }
}

type Kind = 'nothing' | 'empty' | 'ours' | 'foreign' | 'file';

/** What is at the place: an output of ours has a world.json, a result.json or our marker. */
async function kindOf(place: string): Promise<Kind> {
  for (let look = 0; look < 100; look++) {
    try {
      const names = await readdir(place);
      if (names.length === 0) return 'empty';
      if (names.includes(marker)) return 'ours';
      for (const { file, key, start } of documents)
        if (names.includes(file) && (await isOurs(join(place, file), key, start))) return 'ours';
      return 'foreign';
    } catch (error) {
      if (codeOf(error) === 'ENOTDIR') return 'file';
      if (codeOf(error) !== 'ENOENT') throw error;
      // Gone as a whole, or another process has just replaced it and it needs another look.
      if (!(await isThere(place))) return 'nothing';
    }
  }
  return 'foreign';
}

async function isThere(place: string): Promise<boolean> {
  try {
    await stat(place);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/** The place itself where it is a symbolic link, so that the link stays and its target changes. */
async function realPlace(place: string): Promise<string> {
  try {
    return await realpath(place);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    return resolve(place);
  }
}

/** Refuses with a `ForeignPlaceError` unless a folder may be written at `place`. */
export async function mayWriteFolder(place: string): Promise<void> {
  const kind = await kindOf(place);
  if (kind === 'file') throw foreignPlace(place, 'is a file, not a folder');
  if (kind === 'foreign') throw foreignPlace(place, 'is not empty and no output of ours');
}

/** Moves back what a killed run had moved aside, and removes what killed runs left half-written. */
async function clearLeftovers(place: string): Promise<void> {
  const parent = dirname(place);
  for (const name of (await readdir(parent)).sort()) {
    const kind = isLeftover(name, basename(place));
    if (kind === undefined) continue;
    const path = join(parent, name);
    if (kind === 'old' && (await kindOf(place)) === 'nothing') {
      await rename(path, place).catch(() => rm(path, { recursive: true, force: true }));
    } else await rm(path, { recursive: true, force: true });
  }
}

/**
 * Puts the finished folder `made` at `place`. What is there is moved aside first and moved back if
 * it turns out to be foreign; another process may do the same at the same time, then one of the
 * two starts over: the last one to succeed stays, whole.
 */
async function putInPlace(made: string, place: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const aside = join(dirname(place), temporaryName(basename(place), 'old'));
    rememberTemporary(aside, 'old', place);
    try {
      const wasThere = await moveAside(place, aside);
      await rename(made, place);
      if (wasThere) await rm(aside, { recursive: true, force: true });
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

async function moveAside(place: string, aside: string): Promise<boolean> {
  await mayWriteFolder(place);
  try {
    await rename(place, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
  await mayWriteFolder(aside); // it may have been changed since the first look
  return true;
}

/** Moves the old output back, unless another one took its place. */
async function restore(aside: string, place: string): Promise<void> {
  try {
    await rename(aside, place);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    await rm(aside, { recursive: true, force: true });
  }
}

/**
 * Makes the folder at `place` by `fill`, which writes into a new folder beside it; the folder
 * appears when `fill` is done, replacing an earlier output of ours. Returns what `fill` returned.
 * - Throws a `ForeignPlaceError` (and calls nothing) where something at `place` is not ours.
 * - When `fill` throws, or SIGINT, SIGTERM or the process's end interrupts it, the new folder is
 *   removed and `place` is as before. What a killed run left is removed by the next one.
 * - Of several processes that write the same place the last one wins; they never mix.
 */
export async function writeFolderAtomically<T>(
  place: string,
  fill: (folder: string) => Promise<T>,
): Promise<T> {
  const target = await realPlace(place);
  await mayWriteFolder(target);
  await mkdir(dirname(target), { recursive: true });
  await clearLeftovers(target);
  const partial = join(dirname(target), temporaryName(basename(target), 'partial'));
  rememberTemporary(partial, 'partial', target);
  try {
    await mkdir(partial);
    const value = await fill(partial);
    if ((await kindOf(partial)) !== 'ours') await writeFile(join(partial, marker), '');
    await putInPlace(partial, target);
    return value;
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  } finally {
    forgetTemporary(partial);
  }
}

async function mayWriteFile(place: string): Promise<void> {
  try {
    if ((await stat(place)).isDirectory()) throw foreignPlace(place, 'is a folder, not a file');
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}

/** Whether the place takes bytes as they come: a terminal or `/dev/null` cannot be renamed. */
async function isStream(place: string): Promise<boolean> {
  try {
    const found = await stat(place);
    return found.isCharacterDevice() || found.isFIFO() || found.isSocket();
  } catch {
    return false;
  }
}

/** What to write, or who writes it to the path that it is given. */
export type FileContent = string | Uint8Array | ((path: string) => Promise<void>);

function write(path: string, content: FileContent): Promise<void> {
  return typeof content === 'function' ? content(path) : writeFile(path, content);
}

/**
 * Writes the file at `place`, replacing it in one step. Failing and interrupted writes leave
 * `place` as it was. Throws a `ForeignPlaceError` where it is a folder.
 */
export async function writeFileAtomically(place: string, content: FileContent): Promise<void> {
  await writeFilesAtomically([[place, content]]);
}

/** A file that stands ready beside its place, and what was there before, if it is to be kept. */
type Ready = { readonly partial: string; readonly target: string; aside?: string | undefined };

/**
 * Writes files that belong together: when all stand ready beside their places each replaces what
 * is there. When one cannot be written or put in its place, and when the process is interrupted,
 * all places are as they were. Places that take bytes as they come are written on the way.
 */
export async function writeFilesAtomically(
  files: readonly (readonly [place: string, content: FileContent])[],
): Promise<void> {
  const ready: Ready[] = [];
  try {
    const targets = await Promise.all(files.map(([place]) => realPlace(place)));
    for (const target of targets) await mayWriteFile(target);
    for (const [row, [, content]] of files.entries()) {
      const target = targets[row] ?? '';
      if (await isStream(target)) await write(target, content);
      else ready.push(await writeBeside(target, content));
    }
    for (const one of ready) await replace(one, ready.length > 1);
  } catch (error) {
    for (const one of ready) await takeBack(one);
    throw error;
  } finally {
    for (const { partial } of ready) forgetTemporary(partial);
    for (const { aside } of ready) if (aside !== undefined) forgetTemporary(aside);
  }
  for (const { aside } of ready) if (aside !== undefined) await rm(aside, { force: true });
}

async function writeBeside(target: string, content: FileContent): Promise<Ready> {
  await mkdir(dirname(target), { recursive: true });
  await clearLeftovers(target);
  const partial = join(dirname(target), temporaryName(basename(target), 'partial'));
  rememberTemporary(partial, 'partial', target);
  try {
    await write(partial, content);
  } catch (error) {
    await rm(partial, { force: true });
    forgetTemporary(partial);
    throw error;
  }
  return { partial, target };
}

/** Puts a file in its place; with `isKept` what was there stays at its side. */
async function replace(outReady: Ready, isKept: boolean): Promise<void> {
  const { partial, target } = outReady;
  if (isKept && (await isThere(target))) {
    const aside = join(dirname(target), temporaryName(basename(target), 'old'));
    await link(target, aside).catch(() => copyFile(target, aside));
    rememberTemporary(aside, 'old', target);
    outReady.aside = aside;
  }
  await rename(partial, target);
}

/** Undoes it: what was aside goes back, and what is new and replaced nothing goes. */
async function takeBack({ partial, target, aside }: Ready): Promise<void> {
  const isInPlace = !(await isThere(partial));
  await rm(partial, { force: true });
  if (aside !== undefined) await rename(aside, target);
  else if (isInPlace) await rm(target, { force: true });
  // Two names of one file are left as they are by a rename.
  if (aside !== undefined) await rm(aside, { force: true });
}
