// What do a million answers from texts leave on the heap? For a process of its own.
import { writeSync } from 'node:fs';
import {
  type Ask,
  compileSnapshot,
  createAnswer,
  createState,
  pathwayTable,
  steerText,
} from '../../index.ts';
import { cell } from './oracle-basics.ts';
import { randomCase } from './random-world.ts';

/** Asks of IPv4, IPv6 and mapped clients, files with and without other letters than ASCII. */
function asksOf(seed: number): Ask[] {
  const { files, clients } = randomCase(seed);
  return Array.from({ length: 1000 }, (_, n) => {
    const address = cell(clients, n % clients.length);
    const client = !address.includes(':') && n % 3 === 0 ? `::ffff:${address}` : address;
    const file = n % 7 === 0 ? `film-ü-${n}` : cell(files, n % files.length);
    return { client, file, session: `session-${n}-€`, want: 1 + (n & 7) };
  });
}

function createLoop(seed: number): (count: number) => number {
  const { snapshot } = compileSnapshot(randomCase(seed).world);
  const ground = { snapshot, state: createState(snapshot) };
  const { table } = pathwayTable(snapshot, { host: '{appliance}.cdn.example' });
  const out = createAnswer(snapshot, table ? { table } : {});
  const asks = asksOf(seed);
  return (count) => {
    let sum = 0;
    for (let n = 0; n < count; n++) {
      const problems = steerText(ground, asks[n % 1000] as Ask, out);
      sum += out.count + problems.length + cell(out.appliance, 0).length;
    }
    return sum;
  };
}

/** Like `printGrowth` of allocation.ts, from texts to texts. */
export function printAskGrowth(): void {
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
