// For how long does a thread that answers stand still when the next snapshot takes over?
import { Worker } from 'node:worker_threads';
import {
  answer,
  carryPathways,
  createBatch,
  createInstance,
  followSnapshot,
  type Instance,
  isCurrent,
  openSnapshot,
  type PathwayTable,
  pair,
  pathwayTable,
  readRowMap,
  type Snapshot,
  step,
} from '@fairlead/core';
import type { Bench } from './bench.ts';
import type { Takeover } from './takeover-worker.ts';
import { threadClock, threadSeconds } from './thread-cpu.ts';

const hosts = { host: '{appliance}.cdn.example' };

function opened({ bytes }: Takeover): Snapshot {
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
  const worker = new Worker(new URL('./takeover-worker.js', import.meta.url), { workerData: data });
  worker.unref();
  return (isFirst: boolean, busy: () => void): Promise<Takeover> =>
    new Promise((resolve, reject) => {
      let isThere = false;
      worker.once('error', reject);
      worker.once('message', (takeover: Takeover) => {
        isThere = true;
        worker.off('error', reject);
        resolve(takeover);
      });
      worker.postMessage(isFirst);
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
    changes: 100,
    of: 'CPU of the answering thread, the largest: open, rows, state, batch, pathways',
    clock: threadClock,
    admission: 'elsewhere, see serve.admission',
  },
  async prepare(size) {
    const isFull = size === 'full';
    const ask = compilerThread({ size: isFull ? 'global' : 'small', changes: 100 });
    const instance = createInstance(opened(await ask(true, () => {})));
    let table = tableOf(instance.snapshot);
    const batch = createBatch(instance.snapshot);
    let seed = 0;
    return async () => {
      let largest = 0;
      let answered = 0;
      let checksum = 0;
      for (let swap = 0; swap < (isFull ? 200 : 5); swap++) {
        const next = await ask(false, () => {
          answered = (answered + answerSome(instance, seed++, 500)) % 0x7fffffff;
        });
        const begun = threadSeconds();
        const snapshot = opened(next);
        const rows = next.rows && { rows: readRowMap(next.rows) };
        const judged = {
          admission: { verdict: 'apply', reasons: [] },
          against: instance.snapshot,
        } as const;
        const effects = step(instance, { kind: 'snapshot', atMs: swap, snapshot, judged, ...rows });
        if (!effects.some(({ kind }) => kind === 'served')) throw new Error('it does not serve');
        table = tableOf(snapshot, table);
        followSnapshot(batch, snapshot);
        largest = Math.max(largest, threadSeconds() - begun);
        checksum = (checksum + batch.lanes + table.pathways.length) % 0x7fffffff;
        checksum = (checksum + (snapshot.contentDigest[0] ?? 0)) % 0x7fffffff;
      }
      if (!(answered >= 0)) throw new Error('nothing was answered');
      return { value: largest, checksum };
    };
  },
};

export const benches: readonly Bench[] = [takeover];
