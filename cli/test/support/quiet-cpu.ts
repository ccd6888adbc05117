// Which processor do neighbours disturb least? A benchmark moves there before it is timed.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** More processors than this are not tried: the quietest of eight is quiet enough. */
const cpusMax = 8;
const rounds = 5;
const reads = 500_000;

/** Processors that this process may use, or none where the kernel does not tell. */
function allowedCpus(): number[] {
  let status: string;
  try {
    status = readFileSync('/proc/self/status', 'utf8');
  } catch {
    return []; // not a Linux: nothing to choose from
  }
  const list = /^Cpus_allowed_list:\s*(.*)$/m.exec(status)?.[1] ?? '';
  return list.split(',').flatMap((range) => {
    const [from = Number.NaN, to = from] = range.split('-').map(Number);
    return Array.from({ length: to - from + 1 || 0 }, (_, k) => from + k);
  });
}

/** Moves the main thread, and threads that it starts later, to `cpus`. */
function moveTo(cpus: readonly number[]): boolean {
  return spawnSync('taskset', ['-cp', cpus.join(), String(process.pid)]).status === 0;
}

/** Milliseconds that independent reads all over 32 MB take now. */
function readingMs(table: Uint32Array): number {
  const beginMs = performance.now();
  let at = 1;
  let sum = 0;
  for (let k = 0; k < reads; k++) {
    at = (Math.imul(at, 1664525) + 1013904223) | 0;
    sum = (sum + (table[at >>> 9] ?? 0)) | 0;
  }
  const tookMs = performance.now() - beginMs;
  return sum === 1 ? tookMs + 1e-9 : tookMs; // so that the reads are made
}

/**
 * Moves the main thread to the processor on which memory answers fastest now, and says which one
 * that is; undefined where it cannot move or has no choice. Two processors of one rented machine
 * differ by half, by who is behind the same core and cache, and stay so for minutes.
 */
export function moveToQuietCpu(): number | undefined {
  const all = allowedCpus();
  const cpus = all.slice(0, cpusMax);
  if (cpus.length < 2) return undefined;
  const table = Uint32Array.from({ length: 1 << 23 }, (_, k) => k);
  const least = new Map<number, number>();
  for (let round = 0; round < rounds; round++)
    for (const cpu of cpus) {
      if (!moveTo([cpu])) {
        moveTo(all);
        return undefined;
      }
      least.set(cpu, Math.min(least.get(cpu) ?? Number.POSITIVE_INFINITY, readingMs(table)));
    }
  const quiet = [...least].sort(([, a], [, b]) => a - b)[0]?.[0];
  return quiet !== undefined && moveTo([quiet]) ? quiet : undefined;
}
