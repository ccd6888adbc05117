// How do several threads play one setup, byte for byte as one would?
import { Worker } from 'node:worker_threads';
import type { Levels, Presence, ShortFlows } from '../desk/short.ts';
import type { Crew, RunMemory } from '../run/simulate.ts';
import type { Round } from '../setup/rounds.ts';
import type { Setup, SetupSource } from '../setup/setup.ts';

/**
 * What a thread is told: a round to run, on the snapshot in `bytes` from now on where there are
 * some; flows of which it says who was on them; to close the round; or to let all sessions go.
 */
export type Order =
  | { readonly run: Round; readonly bytes?: Uint8Array }
  | { readonly presence: ShortFlows }
  | { readonly close: Levels | undefined }
  | { readonly finish: true };

/** What a thread starts with; all threads share its memory. */
export type Post = {
  readonly setup: Setup;
  readonly memory: RunMemory;
  /** Instances of this thread. */
  readonly instances: readonly number[];
};

/**
 * A crew of `workers` threads; instance `i` runs on thread `i mod workers`. Call `leave` when the
 * run is over. A thread that fails rejects the order that it was given.
 */
export function threadCrew(
  { openSnapshots: _, ...setup }: SetupSource,
  memory: RunMemory,
  workers: number,
): Crew & { readonly leave: () => Promise<void> } {
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
  const command = async (order: Order): Promise<Presence[][]> =>
    Promise.all(threads.map((thread) => obey(thread, order)));
  const tell = async (order: Order): Promise<void> => {
    await command(order);
  };
  let served = setup.snapshot;
  return {
    workers: count,
    run(round, snapshot) {
      const isSame = snapshot === served;
      served = snapshot;
      return tell(isSame ? { run: round } : { run: round, bytes: snapshot.bytes });
    },
    presence: async (flows) => {
      const byThread = await command({ presence: flows });
      // Instance `i` is the `⌊i ÷ count⌋`-th of thread `i mod count`.
      return memory.outputs.map((_, index) => byThread[index % count][Math.floor(index / count)]);
    },
    close: (levels) => tell({ close: levels }),
    finish: () => tell({ finish: true }),
    leave: async () => {
      await Promise.all(threads.map((thread) => thread.terminate()));
    },
  };
}

function obey(thread: Worker, order: Order): Promise<Presence[]> {
  return new Promise((resolve, reject) => {
    const rest = (): void => {
      thread.off('message', done);
      thread.off('error', fail);
      thread.off('exit', left);
    };
    const done = (presences: Presence[]): void => {
      rest();
      resolve(presences);
    };
    const fail = (error: Error): void => {
      rest();
      reject(error);
    };
    const left = (code: number): void => fail(new Error(`a worker thread ended (code ${code})`));
    thread.on('message', done);
    thread.on('error', fail);
    thread.on('exit', left);
    thread.postMessage(order);
  });
}
