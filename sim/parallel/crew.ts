// How do several threads play one setup, byte for byte as one would?
import { Worker } from 'node:worker_threads';
import type { Crew, RunMemory } from '../run/simulate.ts';
import type { Setup, SetupSource } from '../setup/setup.ts';

/**
 * What a thread is told: an epoch to run, on the snapshot in `bytes` from now on where there are
 * some, or after how many epochs to end all sessions.
 */
export type Order =
  | { readonly run: number; readonly bytes?: Uint8Array }
  | { readonly finish: number };

/** What a thread starts with; all threads share its memory. */
export type Post = {
  readonly setup: Setup;
  readonly memory: RunMemory;
  /** Instances of this thread. */
  readonly instances: readonly number[];
};

/**
 * A crew of `workers` threads; instance `i` runs on thread `i mod workers`. Call `close` when the
 * run is over. A thread that fails rejects the order that it was given.
 */
export function threadCrew(
  { openSnapshots: _, ...setup }: SetupSource,
  memory: RunMemory,
  workers: number,
): Crew & { readonly close: () => Promise<void> } {
  const count = Math.min(workers, setup.scenario.instances);
  const threads = Array.from({ length: count }, (_, thread) => {
    const instances = memory.outputs.map((_output, index) => index);
    const workerData: Post = {
      setup,
      memory,
      instances: instances.filter((index) => index % count === thread),
    };
    return new Worker(new URL('./worker.js', import.meta.url), { workerData });
  });
  const command = async (order: Order): Promise<void> => {
    await Promise.all(threads.map((thread) => obey(thread, order)));
  };
  let served = setup.snapshot;
  return {
    workers: count,
    run(epoch, snapshot) {
      const isSame = snapshot === served;
      served = snapshot;
      return command(isSame ? { run: epoch } : { run: epoch, bytes: snapshot.bytes });
    },
    finish: (epochs) => command({ finish: epochs }),
    close: async () => {
      await Promise.all(threads.map((thread) => thread.terminate()));
    },
  };
}

function obey(thread: Worker, order: Order): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error?: Error): void => {
      thread.off('message', done);
      thread.off('error', settle);
      thread.off('exit', left);
      if (error === undefined) resolve();
      else reject(error);
    };
    const done = (): void => settle();
    const left = (code: number): void => settle(new Error(`a worker thread ended (code ${code})`));
    thread.on('message', done);
    thread.on('error', settle);
    thread.on('exit', left);
    thread.postMessage(order);
  });
}
