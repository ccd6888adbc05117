// How long did this thread compute? Not its process: others compile and collect meanwhile.
import { existsSync, readFileSync } from 'node:fs';

/** Nanoseconds on a processor, of the main thread: the first number. Linux has it. */
const schedulerPath = `/proc/self/task/${process.pid}/schedstat`;
const hasScheduler = existsSync(schedulerPath);
const nobody = new Int32Array(new SharedArrayBuffer(4));

/** Whose time `threadSeconds` is: for the parameters of a benchmark. */
export const threadClock = hasScheduler ? 'main thread, schedstat' : 'whole process, cpuUsage';

/**
 * Seconds that the main thread, which calls, has been on a processor; where there is no telling
 * apart, those of the process. It sleeps for a moment first: Linux books the time when a thread
 * stops running.
 */
export function threadSeconds(): number {
  if (!hasScheduler) {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  }
  Atomics.wait(nobody, 0, 0, 0.05);
  return Number(readFileSync(schedulerPath, 'utf8').split(' ')[0]) / 1e9;
}
