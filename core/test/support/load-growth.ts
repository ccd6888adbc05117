// What do a million updates of a shed share leave on the heap? For a process under --trace-gc.
import { writeSync } from 'node:fs';
import {
  countOwn,
  createLoadMark,
  createLoads,
  defaultLoadRule,
  defaultSlowStart,
  slowStartShare,
  takeReport,
  updateShedUnits,
  writeLoadMark,
} from '../../index.ts';

/** Prints `begin`, counts and updates a million times, and prints `end` and the heap's growth. */
export function printLoadGrowth(): void {
  const rows = 100;
  const loads = createLoads(rows, 0);
  const mark = createLoadMark(rows);
  const policy = { rule: defaultLoadRule, instances: 100 };
  const sight = { room: 1000, atMs: 0, leastShare: 0 };
  for (const atMs of [0, 60_000]) {
    writeLoadMark(mark, loads, atMs);
    for (let row = 0; row < rows; row++) takeReport(loads, row, 700 + row * 3, mark);
  }
  const run = (count: number): number => {
    let sum = 0;
    for (let n = 0; n < count; n++) {
      const row = n % rows;
      countOwn(loads, row, n % 2 === 0 ? 1 : -1);
      sight.atMs = 60_000 + (n >> 4);
      sight.leastShare = slowStartShare(sight.atMs - 60_000, defaultSlowStart);
      sum = (sum + updateShedUnits(loads, row, sight, policy)) & 0xffff;
    }
    return sum;
  };
  for (let warm = 0; warm < 4; warm++) run(100_000);
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  writeSync(1, 'begin\n');
  const sum = run(1_000_000);
  const growth = process.memoryUsage().heapUsed - before;
  writeSync(1, `end ${growth} ${sum}\n`);
}
