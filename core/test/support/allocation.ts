// What does a million decisions leave on the heap? For a process of its own, under --trace-gc.
import { writeSync } from 'node:fs';
import {
  compileSnapshot,
  createDecision,
  createState,
  type DecisionPolicy,
  decide,
  findFile,
  hashId,
  type Request,
  setAppliance,
  setLink,
} from '../../index.ts';
import { cell } from './oracle-basics.ts';
import { randomCase } from './random-world.ts';

/**
 * Decides `count` times about one world; returns a sum, so that no work is left out. Without a
 * policy one appliance in six is ill, under one three of four, so that ranks may panic.
 */
function createLoop(seed: number, policy?: DecisionPolicy): (count: number) => number {
  const { world, files, sessions } = randomCase(seed);
  const { snapshot } = compileSnapshot(world);
  const state = createState(snapshot);
  for (let row = 0; row < snapshot.applianceCount; row++)
    if (policy)
      setAppliance(state, row, { healthy: row % 4 === 0, shedShare: row % 3 === 0 ? 0.5 : 0 });
    else if (row % 3 === 0) setAppliance(state, row, { healthy: row % 2 === 0, shedShare: 0.5 });
  for (let row = 0; row < snapshot.linkCount; row += 2) setLink(state, row, 0.5);
  const out = createDecision(snapshot);
  const requests = Array.from({ length: 1000 }, (_, n): Request => {
    const file = cell(files, n % files.length);
    const hashes = { fileHash: hashId(file), sessionHash: hashId(`${n}`) };
    const vantage = (n * sessions.length) % snapshot.vantageCount;
    return { vantage, file: findFile(snapshot, file), ...hashes, want: 1 + (n & 15) };
  });
  return (count) => {
    let sum = 0;
    for (let n = 0; n < count; n++) {
      decide(snapshot, state, requests[n % 1000] as Request, out, policy);
      sum += out.targetCount + out.passedCount + out.reason;
    }
    return sum;
  };
}

/**
 * Prints `begin`, decides a million times, and prints `end`, by how many bytes the heap grew, and
 * the sum of the decisions. What --trace-gc prints between was collected garbage. Wants
 * --expose-gc.
 */
export function printGrowth(policy?: DecisionPolicy): void {
  const loops = [1, 2, 6, 11, 17].map((seed) => createLoop(seed, policy));
  const runAll = (count: number) => loops.reduce((sum, run) => sum + run(count), 0);
  for (let warm = 0; warm < 4; warm++) runAll(50_000);
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  writeSync(1, 'begin\n');
  const sum = runAll(200_000);
  const growth = process.memoryUsage().heapUsed - before;
  writeSync(1, `end ${growth} ${sum}\n`);
}
