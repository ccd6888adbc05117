// Which half-written outputs are ours to remove, now or after a run that was killed?
import { createHash, randomBytes } from 'node:crypto';
import { renameSync, rmSync, utimesSync } from 'node:fs';
import { stopSignals } from '../../terminal/exit.ts';
import { isGone, owner, ownerPattern } from './owner.ts';

/**
 * `partial`: not whole yet; `old`: what stood there, aside; `spent`: an old one that is on its way
 * out; `lock`: a lock before it is taken.
 */
export type TemporaryKind = 'partial' | 'old' | 'spent' | 'lock';

/** Paths of this process that would be left behind if it ended now, and where they belong. */
const live = new Map<string, { readonly kind: TemporaryKind; readonly place: string }>();
let beat: NodeJS.Timeout | undefined;

/** A writer touches what it writes so often. */
const beatMs = 20_000;
/** What nobody touched for so long was left by a process that is no more, wherever that ran. */
export const silenceMsMax = 15 * 60_000;

/** The name of an output as the begin of a name: a long one is cut, with its digest. */
function stemOf(name: string): string {
  if (Buffer.byteLength(name) <= 120) return name;
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 16);
  return digest;
}

/** A random word that no other call has. */
export const newToken = (): string => randomBytes(8).toString('hex');

/** Who wrote something, and the random word of the call. */
export type Writer = { readonly owner: string; readonly token: string };

/** Names at the side of the output `name`: `.NAME.partial-SPACE-PID-START-TOKEN`. */
export function temporaryName(
  name: string,
  kind: TemporaryKind,
  writer: Writer = { owner, token: newToken() },
): string {
  return `.${stemOf(name)}.${kind}-${writer.owner}-${writer.token}`;
}

const pattern = new RegExp(`^(partial|old|spent|lock)-(${ownerPattern})-([0-9a-f]{16})$`);

/** What stands at the side of an output. */
export type Leftover = {
  readonly kind: TemporaryKind;
  readonly token: string;
  /** Its process is certainly no more; else only long silence tells. */
  readonly isGone: boolean;
};

/** What the file or folder `name` at the side of the output `place` is, if it is one of ours. */
export function leftoverOf(name: string, place: string): Leftover | undefined {
  const stem = `.${stemOf(place)}.`;
  if (!name.startsWith(stem)) return undefined;
  const [, kind, from = '', token = ''] = pattern.exec(name.slice(stem.length)) ?? [];
  if (kind === undefined) return undefined;
  const isOwn = from === owner;
  const isLive = isOwn && [...live.keys()].some((path) => path.endsWith(`/${name}`));
  return { kind: kind as TemporaryKind, token, isGone: isOwn ? !isLive : isGone(from) };
}

/** Removes what is half-written and moves back what was moved aside; never throws. */
function clearNow(): void {
  const paths = [...live];
  live.clear();
  for (const [path, { kind, place }] of paths) {
    try {
      if (kind === 'old') renameSync(path, place);
      // Two names of one file are left as they are by a rename.
      rmSync(path, { recursive: kind === 'partial', force: true });
    } catch {
      // Something else took the place, or it cannot be removed: the next run there sees to it.
    }
  }
}

/** Clears, and lets the signal end the process unless the program has its own plans for it. */
function onSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  clearNow();
  process.removeListener(signal, onSignal);
  process.kill(process.pid, signal);
}

/** Shows whoever cannot look up this process that it is alive. */
function touchAll(): void {
  const now = new Date();
  for (const path of live.keys())
    try {
      utimesSync(path, now, now);
    } catch {
      // It is on its way to its place.
    }
}

/** From now on `path` is removed (or, when old, moved back to `place`) if the process ends. */
export function rememberTemporary(path: string, kind: TemporaryKind, place: string): void {
  if (live.size === 0) {
    process.on('exit', clearNow);
    for (const signal of stopSignals) process.on(signal, onSignal);
    beat = setInterval(touchAll, beatMs).unref();
  }
  live.set(path, { kind, place });
}

/** `path` is in its place or gone. */
export function forgetTemporary(path: string): void {
  if (!live.delete(path) || live.size > 0) return;
  clearInterval(beat);
  process.removeListener('exit', clearNow);
  for (const signal of stopSignals) process.removeListener(signal, onSignal);
}
