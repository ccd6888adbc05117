// Which half-written outputs are ours to remove, now or after a run that was killed?
import { renameSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';

type Kind = 'partial' | 'old';

/** Paths of this process that would be left behind if it ended now, and where they belong. */
const live = new Map<string, { readonly kind: Kind; readonly place: string }>();
let count = 0;

/** The machine, as part of a name: a process number means nothing on another one. */
const host =
  hostname()
    .replace(/[^A-Za-z0-9]+/g, '')
    .slice(0, 16) || 'host';

/** A name that no other process and no other call uses: `.NAME.partial-PID-COUNT-HOST`. */
export function temporaryName(name: string, kind: Kind): string {
  return `.${name}.${kind}-${process.pid}-${count++}-${host}`;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Whether `name` was left at the side of the output `place` by a process of this machine that is
 * no more, and of which kind; undefined: not ours, or still in use.
 */
export function isLeftover(name: string, place: string): Kind | undefined {
  if (!name.startsWith(`.${place}.`)) return undefined;
  const found = /^(partial|old)-(\d+)-\d+-([A-Za-z0-9]+)$/.exec(name.slice(place.length + 2));
  if (found === null || found[3] !== host) return undefined;
  const pid = Number(found[2]);
  const isOwn = pid === process.pid; // an earlier process of this number, unless it is live
  const isUsed = isOwn ? [...live.keys()].some((path) => path.endsWith(`/${name}`)) : isAlive(pid);
  return isUsed ? undefined : (found[1] as Kind);
}

/** Removes what is half-written and moves back what was moved aside; never throws. */
function clearNow(): void {
  const paths = [...live];
  live.clear();
  for (const [path, { kind, place }] of paths) {
    try {
      if (kind === 'old') renameSync(path, place);
    } catch {
      // It was not moved yet, or something else took the place: then it goes.
    }
    try {
      rmSync(path, { recursive: true, force: true });
    } catch {
      // The next run at this place tries again.
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

/** From now on `path` is removed (or, when old, moved back to `place`) if the process ends. */
export function rememberTemporary(path: string, kind: Kind, place: string): void {
  if (live.size === 0) {
    process.on('exit', clearNow);
    process.on('SIGINT', onSignal);
    process.on('SIGTERM', onSignal);
  }
  live.set(path, { kind, place });
}

/** `path` is in its place or gone. */
export function forgetTemporary(path: string): void {
  live.delete(path);
  if (live.size > 0) return;
  process.removeListener('exit', clearNow);
  process.removeListener('SIGINT', onSignal);
  process.removeListener('SIGTERM', onSignal);
}
