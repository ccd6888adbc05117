// How does a file, or several that belong together, appear at its place whole or not at all?
import { copyFile, link, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { openedInputs } from '@fairlead/scenarios';
import { commandFailure, exitCodes } from '../../terminal/exit.ts';
import { expectOutput } from '../../terminal/stream/guard.ts';
import { systemFailure } from '../../terminal/stream/system-error.ts';
import { clearLeftovers } from './leftovers.ts';
import { flush } from './list.ts';
import { settle, withLock } from './lock.ts';
import { owner } from './owner.ts';
import {
  codeOf,
  type FileKind,
  isStream,
  isThere,
  makeParents,
  realPlace,
  refuseOtherFile,
} from './place.ts';
import { forgetTemporary, newToken, rememberTemporary, temporaryName } from './temporary.ts';

/** A file to write. */
export type OutputFile = {
  readonly place: string;
  readonly kind: FileKind;
  readonly content: string | Uint8Array;
  /** It may be an input of the command, which is replaced by its own successor. */
  readonly isSuccessor?: boolean;
};

/** Refuses with wrong input unless a file of `kind` may be written at `place`. */
export async function mayWriteFile({
  place,
  kind,
  isSuccessor = false,
}: Omit<OutputFile, 'content'>): Promise<void> {
  await refuseOtherFile(place, kind);
  expectOutput({ place, kind, isSuccessor });
}

/** A file that stands ready beside its place, and what was there before, if it is to be kept. */
type Ready = {
  readonly partial: string;
  readonly target: string;
  aside?: string;
};

/**
 * Writes files that belong together: when all stand ready beside their places, flushed to the
 * device, each replaces what is there by a rename. When one cannot be written or put in its place,
 * and when the process is interrupted, all places are as they were; what a killed process left half
 * replaced the next one, or whoever reads the files through `settle`, ends. Places that take bytes
 * as they come are written on the way. Throws wrong input where something else than a file of the
 * same kind stands at a place, or an input.
 */
export async function writeFilesAtomically(files: readonly OutputFile[]): Promise<void> {
  for (const file of files) await mayWriteFile(file);
  const token = newToken();
  const ready: Ready[] = [];
  try {
    const targets = await Promise.all(files.map(({ place }) => realPlace(place)));
    const isPair = files.length > 1;
    if (isPair) await settle(targets);
    for (const [row, { place, content }] of files.entries()) {
      const target = targets[row] ?? '';
      if (await isStream(target)) await writeFile(target, content);
      else ready.push(await writeBeside({ place, target, content, token }));
    }
    if (isPair) await withLock(targets, token, () => replaceAll(ready));
    else await replaceAll(ready);
    for (const { target } of ready) await flush(dirname(target));
  } catch (error) {
    for (const one of ready) await takeBack(one);
    throw systemFailure(error, files[0]?.place ?? '') ?? error;
  } finally {
    for (const { partial } of ready) forgetTemporary(partial);
    for (const { aside } of ready) if (aside !== undefined) forgetTemporary(aside);
  }
  for (const { aside } of ready) if (aside !== undefined) await rm(aside, { force: true });
}

/**
 * Throws where another file stands at `target`, a real path, than the one that was read there: what
 * another process changed would be lost, and what is read now belongs to something else.
 */
export async function refuseOther(target: string): Promise<void> {
  for (const { path, dev, ino } of openedInputs()) {
    if ((await realPlace(path)) !== target || !(await isThere(target))) continue;
    const now = await stat(target);
    if (now.dev === dev && now.ino === ino) continue;
    const text = `${path} was replaced by another process since it was read`;
    throw commandFailure(exitCodes.impossible, `${text}; nothing is written, run this again`);
  }
}

async function replaceAll(ready: readonly Ready[]): Promise<void> {
  for (const { target } of ready) await refuseOther(target);
  for (const one of ready) await replace(one, ready.length > 1);
}

async function writeBeside(file: {
  readonly place: string;
  readonly target: string;
  readonly content: string | Uint8Array;
  readonly token: string;
}): Promise<Ready> {
  const { place, target, content, token } = file;
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const partial = join(
    dirname(target),
    temporaryName(basename(target), 'partial', { owner, token }),
  );
  try {
    makeParents(target);
    rememberTemporary(partial, 'partial', target);
    const made = await open(partial, 'wx');
    try {
      await clearLeftovers(target, (await made.stat()).mtimeMs);
      await made.writeFile(bytes);
      await made.sync();
    } finally {
      await made.close();
    }
  } catch (error) {
    const written = await stat(partial).then(
      ({ size }) => size,
      () => 0,
    );
    await rm(partial, { force: true });
    forgetTemporary(partial);
    throw systemFailure(error, place, { written, of: bytes.length }) ?? error;
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
  await rename(partial, target).catch((error) => {
    // Who took us for dead has put it in its place.
    if (codeOf(error) !== 'ENOENT') throw error;
  });
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
