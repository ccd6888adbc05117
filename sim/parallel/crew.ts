// How do several threads play one setup, byte for byte as one would?
import { Worker } from 'node:worker_threads';
import type { Snapshot } from '@fairlead/core';
import type { Panelist } from '../desk/chunks/panel.ts';
import type { TriedTargets } from '../desk/player/door.ts';
import type { Levels, Presence, ShortFlows } from '../desk/short.ts';
import type { Crew, RunMemory } from '../run/simulate.ts';
import type { Round } from '../setup/rounds.ts';
import type { Setup, SetupSource } from '../setup/setup.ts';

/**
 * What a thread is told: to let a wave come of those who play when the run begins; or to run a
 * round; either on the snapshot in `bytes` from now on where there are some; to say what was tried
 * in the round, and what came of that, of all instances; flows of which it says who was on them; to
 * close the round; to let all sessions go; or to say who ranks how in its sample, and to play that.
 */
export type Order =
  | { readonly place: number; readonly bytes?: Uint8Array }
  | { readonly run: Round; readonly bytes?: Uint8Array }
  | { readonly tries: true }
  | { readonly answer: readonly Float64Array[] }
  | { readonly presence: ShortFlows }
  | { readonly close: Levels | undefined }
  | { readonly finish: true }
  | { readonly ranks: true }
  | { readonly sample: number };

/** What a thread starts with; all threads share its memory. */
export type Post = {
  readonly setup: Setup;
  readonly memory: RunMemory;
  /** Instances of this thread. */
  readonly instances: readonly number[];
};

/** What each instance says; instance `i` is the `⌊i ÷ count⌋`-th of thread `i mod count`. */
async function collect<T>(
  threads: readonly Worker[],
  instances: number,
  order: Order,
): Promise<T[]> {
  const byThread = await Promise.all(threads.map((thread) => obey<T>(thread, order)));
  const count = threads.length;
  return Array.from({ length: instances }, (_, i) => byThread[i % count][Math.floor(i / count)]);
}

/**
 * A crew of `workers` threads; instance `i` runs on thread `i mod workers`. Call `leave` when the
 * run is over. A thread that fails rejects the order that it was given.
 */
export function threadCrew(
  { openSnapshots: _, ...setup }: SetupSource,
  memory: RunMemory,
  workers: number,
): Crew & { readonly leave: () => Promise<void> } {
  const { instances } = setup.scenario;
  const count = Math.min(workers, instances);
  const threads = Array.from({ length: count }, (_, thread) => {
    const all = memory.outputs.map((_output, index) => index);
    const mine = all.filter((index) => index % count === thread);
    const workerData: Post = { setup, memory, instances: mine };
    return new Worker(new URL('./worker.js', import.meta.url), { workerData });
  });
  const tell = async (order: Order): Promise<void> => {
    await Promise.all(threads.map((thread) => obey(thread, order)));
  };
  let served = setup.snapshot;
  const bytesOf = (snapshot: Snapshot): { readonly bytes?: Uint8Array } => {
    const isSame = snapshot === served;
    served = snapshot;
    return isSame ? {} : { bytes: snapshot.bytes };
  };
  return {
    workers: count,
    place: (wave, snapshot) => tell({ place: wave, ...bytesOf(snapshot) }),
    run: (round, snapshot) => tell({ run: round, ...bytesOf(snapshot) }),
    tries: () => collect<TriedTargets>(threads, instances, { tries: true }),
    answer: (waits) => tell({ answer: waits }),
    presence: (flows) => collect<Presence>(threads, instances, { presence: flows }),
    close: (levels) => tell({ close: levels }),
    finish: () => tell({ finish: true }),
    ranks: () => collect<Float64Array>(threads, instances, { ranks: true }),
    sample: (limit) => collect<Panelist[]>(threads, instances, { sample: limit }),
    leave: async () => {
      await Promise.all(threads.map((thread) => thread.terminate()));
    },
  };
}

function obey<T>(thread: Worker, order: Order): Promise<T[]> {
  return new Promise((resolve, reject) => {
    const rest = (): void => {
      thread.off('message', done);
      thread.off('error', fail);
      thread.off('exit', left);
    };
    const done = (said: T[]): void => {
      rest();
      resolve(said);
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
