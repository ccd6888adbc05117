// For how long does a thread that answers stand still when the next snapshot takes over?
import { Worker } from 'node:worker_threads';
import {
  answer,
  carryPathways,
  createBatch,
  createInstance,
  type Effect,
  followSnapshot,
  type Instance,
  isCurrent,
  type Offer,
  openSnapshot,
  type PathwayTable,
  pair,
  pathwayTable,
  readOffer,
  type Snapshot,
  step,
} from '@fairlead/core';
import type { Bench } from './bench.ts';
import type { Settled, Takeover } from './takeover/worker.ts';
import { threadClock, threadSeconds } from './thread-cpu.ts';

const hosts = { host: '{appliance}.cdn.example' };

function opened(bytes: Uint8Array): Snapshot {
  const found = openSnapshot(bytes, { check: 'header' });
  if (found.problems) throw new Error(found.problems[0]?.text);
  return found.snapshot;
}

function tableOf(snapshot: Snapshot, known?: PathwayTable): PathwayTable {
  const { table, problems } = known
    ? carryPathways(known, snapshot)
    : pathwayTable(snapshot, hosts);
  if (problems) throw new Error(problems[0]?.text);
  return table;
}

/** Some decisions, as a service takes them between two turns of its loop; a checksum. */
function answerSome(instance: Instance, seed: number, count: number): number {
  const { vantageCount, fileCount, fileHash } = instance.snapshot;
  let sum = 0;
  for (let n = 0; n < count; n++) {
    const file = pair(seed, n) % fileCount;
    const vantage = pair(n, seed) % vantageCount;
    const hashes = { fileHash: fileHash[file] ?? 0, sessionHash: pair(n, 3) };
    const out = answer(instance, { vantage, file, ...hashes, want: 5 });
    sum = (sum + (out.targetAppliance[0] ?? 0)) % 0x7fffffff;
  }
  if (!isCurrent(instance.snapshot)) throw new Error('answered from a buffer that was used again');
  return sum;
}

/** A worker, and one message for each that is sent; `busy` is called until it is there. */
function compilerThread(data: object) {
  const worker = new Worker(new URL('./takeover/worker.js', import.meta.url), { workerData: data });
  worker.unref();
  return <Message extends Takeover>(settled: Settled, busy: () => void): Promise<Message> =>
    new Promise((resolve, reject) => {
      let isThere = false;
      worker.once('error', reject);
      worker.once('message', (takeover: Message) => {
        isThere = true;
        worker.off('error', reject);
        resolve(takeover);
      });
      worker.postMessage(settled);
      const turn = (): void => {
        if (isThere) return;
        busy();
        setImmediate(turn);
      };
      turn();
    });
}

const takeover: Bench = {
  name: 'serve.takeover',
  unit: 's',
  direction: 'down',
  params: {
    world: 'global, seed 1',
    swaps: 200,
    warmup: 20,
    changes: 100,
    of: 'CPU of the answering thread, the largest: open, rows, state, batch, pathways',
    clock: threadClock,
    admission: 'in the thread that compiles, see snapshot.offer',
  },
  runs: 1, // the largest of so many needs no median
  async prepare(size) {
    const isFull = size === 'full';
    const ask = compilerThread({ size, changes: 100 });
    const instance = createInstance(opened(await ask<Uint8Array>(undefined, () => {})));
    let table = tableOf(instance.snapshot);
    const batch = createBatch(instance.snapshot);
    let seed = 0;
    let effects: readonly Effect[] = [];
    return async () => {
      let largest = 0;
      let answered = 0;
      let checksum = 0;
      for (let swap = 0; swap < (isFull ? 220 : 5); swap++) {
        const offer = await ask<Offer>(effects, () => {
          answered = (answered + answerSome(instance, seed++, 500)) % 0x7fffffff;
        });
        const begun = threadSeconds();
        const { event, problems } = readOffer(offer, swap);
        if (problems) throw new Error(problems[0]?.text);
        effects = step(instance, event);
        if (!effects.some(({ kind }) => kind === 'served')) throw new Error('it does not serve');
        table = tableOf(event.snapshot, table);
        followSnapshot(batch, event.snapshot);
        const seconds = threadSeconds() - begun;
        largest = isFull && swap < 20 ? 0 : Math.max(largest, seconds); // code that is cold
        checksum = (checksum + batch.lanes + table.pathways.length) % 0x7fffffff;
        checksum = (checksum + (event.snapshot.contentDigest[0] ?? 0)) % 0x7fffffff;
      }
      if (!(answered >= 0)) throw new Error('nothing was answered');
      return { value: largest, checksum };
    };
  },
};

export const benches: readonly Bench[] = [takeover];
