// Which process writes this, and is it certainly no more?
import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

function textOf(read: () => string): string {
  try {
    return read();
  } catch {
    return ''; // no such thing on this system
  }
}

/** Fields of `/proc/PID/stat`: the number of the process, and the tick in which it began. */
function statOf(pid: number | 'self'): readonly [pid: string, start: string] {
  const text = textOf(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  // The name in parentheses may hold spaces and parentheses.
  const rest = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return [text.split(' ', 1)[0] ?? '', rest[19] ?? ''];
}

/**
 * Where numbers of processes mean the same: one boot of one machine, and there one namespace. Two
 * containers on one volume have the same numbers for other processes.
 */
const space = [
  textOf(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')) || hostname(),
  textOf(() => readlinkSync('/proc/self/ns/pid')),
].join(' ');
const spaceName = createHash('sha256').update(space).digest('hex').slice(0, 12);

/** `/proc` may be that of another namespace: then it says nothing of the numbers here. */
const [ownPid, ownStart] = statOf('self');
const hasOwnProc = ownPid === String(process.pid);

/** This process as a part of a name: `SPACE-PID-START`. */
export const owner = `${spaceName}-${process.pid}-${hasOwnProc ? ownStart : 0}`;

/** What `owner` writes. */
export const ownerPattern = '[0-9a-f]{12}-\\d+-\\d+';

/**
 * Whether the process that `owner` names is certainly no more: its number can be looked up here,
 * and is free or belongs to one that began later. What cannot be looked up may be alive.
 */
export function isGone(owner: string): boolean {
  const [where, number, start] = owner.split('-');
  if (where !== spaceName) return false;
  const pid = Number(number);
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
  if (!hasOwnProc || start === '0') return false;
  const [, now] = statOf(pid);
  return now !== '' && now !== start;
}
