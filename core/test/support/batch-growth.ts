// What do batches of decisions leave on the heap? For a process of its own, under --trace-gc.
import { writeSync } from 'node:fs';
import {
  compileSnapshot,
  createBatch,
  createDecision,
  createState,
  decideAt,
  noRow,
  pair,
  prepare,
  setAppliance,
} from '../../index.ts';
import { cell } from './oracle-basics.ts';
import { randomCase } from './random-world.ts';

/** Prepares and decides batches of 1000 requests about one world; the sum keeps the work in. */
function createLoop(seed: number): (count: number) => number {
  const { snapshot } = compileSnapshot(randomCase(seed).world);
  const state = createState(snapshot);
  for (let row = 0; row < snapshot.applianceCount; row += 3)
    setAppliance(state, row, { healthy: row % 2 === 0, shedShare: 0.5 });
  const [batch, out] = [createBatch(snapshot), createDecision(snapshot)];
  const count = 1000;
  const { spanStart, start0 } = snapshot;
  const requests = {
    family: Uint8Array.from({ length: count }, (_, k) => (k % 2 === 0 ? 4 : 6)),
    words: Uint32Array.from({ length: count * 4 }, (_, k) => {
      const starts = k % 8 < 4 ? spanStart : start0;
      return k % 4 === 0 ? cell(starts, k % starts.length) : 0;
    }),
    file: Uint32Array.from({ length: count }, (_, k) =>
      k % 10 === 0 ? noRow : k % snapshot.fileCount,
    ),
    sessionHash: Uint32Array.from({ length: count }, (_, k) => pair(k, seed)),
  };
  return (times) => {
    let sum = 0;
    for (let n = 0; n < times; n += count)
      for (let from = 0; from < count; ) {
        const taken = prepare(requests, from, count, 5, batch);
        for (let k = 0; k < taken; k++) {
          decideAt(batch, state, k, out);
          sum = (sum + out.targetCount + out.passedCount) & 0xffff;
        }
        from += taken;
      }
    return sum;
  };
}

/** Prints `begin`, decides a million times, prints `end` and by how many bytes the heap grew. */
export function printBatchGrowth(): void {
  const loops = [1, 2, 6, 11, 17].map(createLoop);
  const runAll = (count: number) => loops.reduce((sum, run) => sum + run(count), 0);
  for (let warm = 0; warm < 4; warm++) runAll(50_000);
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  writeSync(1, 'begin\n');
  const sum = runAll(200_000);
  const growth = process.memoryUsage().heapUsed - before;
  writeSync(1, `end ${growth} ${sum}\n`);
}
