// Who puts files that belong together in their places, one after the other, and nobody else?
import { link, open, readFile, rename, rm, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { commandFailure, exitCodes } from '../../terminal/exit.ts';
import { isGone, owner, ownerPattern } from './owner.ts';
import { codeOf } from './place.ts';
import { forgetTemporary, rememberTemporary, silenceMsMax, temporaryName } from './temporary.ts';

/** Longest time that a living process holds a lock: it renames two files. */
const waitMsMax = 60_000;
const lookEveryMs = 20;

/** The lock of the files that belong to `place`. */
const lockOf = (place: string): string => join(dirname(place), `.${basename(place)}.lock`);

/** The process that holds the lock, the token of its files, and for how long it was silent. */
async function holderOf(lock: string) {
  try {
    const text = await readFile(lock, 'utf8');
    const [, from, token] = new RegExp(`^(${ownerPattern})-([0-9a-f]{16})$`).exec(text) ?? [];
    return { text, from, token, setMs: (await stat(lock)).ctimeMs };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

type Holder = NonNullable<Awaited<ReturnType<typeof holderOf>>>;

/**
 * Ends what a killed process had begun: all its files stood ready when it took the lock, and those
 * that are not in their places yet go there. Several may do this at once.
 */
async function finish(places: readonly string[], { text, from, token }: Holder): Promise<void> {
  for (const place of places)
    if (from !== undefined && token !== undefined) {
      const partial = temporaryName(basename(place), 'partial', { owner: from, token });
      await rename(join(dirname(place), partial), place).catch((error) => {
        if (codeOf(error) !== 'ENOENT') throw error;
      });
    }
  const [first = ''] = places;
  const now = await holderOf(lockOf(first));
  if (now?.text === text) await rm(lockOf(first), { force: true });
}

/**
 * Waits until nobody puts files at `places` in their places, and ends what a killed process began
 * there: so whoever reads them then finds files that belong together.
 */
export async function settle(places: readonly string[], nowMs = Date.now()): Promise<void> {
  const [first = ''] = places;
  for (let waitedMs = 0; ; waitedMs += lookEveryMs) {
    const holder = await holderOf(lockOf(first));
    if (holder === undefined) return;
    const isAbandoned = holder.from === undefined || isGone(holder.from);
    if (isAbandoned || nowMs + waitedMs - holder.setMs > silenceMsMax) await finish(places, holder);
    else if (waitedMs > waitMsMax)
      throw commandFailure(
        exitCodes.impossible,
        `${first}: another process has been writing it for a minute; if none does, remove ${lockOf(first)}`,
      );
    else await setTimeout(lookEveryMs);
  }
}

/** Takes the lock for the files with `token`; false: another process was quicker. */
async function take(lock: string, place: string, token: string): Promise<boolean> {
  const text = `${owner}-${token}`;
  const beside = join(dirname(place), temporaryName(basename(place), 'lock'));
  rememberTemporary(beside, 'lock', place);
  try {
    const file = await open(beside, 'wx');
    await file.writeFile(text);
    await file.sync();
    await file.close();
    await link(beside, lock);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(beside, { force: true });
    forgetTemporary(beside);
  }
}

/** Calls `work`, which puts the files with `token` at `places`, while nobody else does. */
export async function withLock<T>(
  places: readonly string[],
  token: string,
  work: () => Promise<T>,
): Promise<T> {
  const [first = ''] = places;
  const lock = lockOf(first);
  do await settle(places);
  while (!(await take(lock, first, token)));
  rememberTemporary(lock, 'lock', first);
  try {
    return await work();
  } finally {
    await unlink(lock).catch((error) => {
      if (codeOf(error) !== 'ENOENT') throw error;
    });
    forgetTemporary(lock);
  }
}
