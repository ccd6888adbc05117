// What do a million records leave on the heap? For a process of its own, under --trace-gc.
import { writeSync } from 'node:fs';
import {
  compileSnapshot,
  createDecision,
  createState,
  decide,
  findFile,
  hashId,
  type Request,
  recordBytes,
  stampOf,
  writeRecord,
} from '../../index.ts';
import { cell } from './oracle-basics.ts';
import { randomCase } from './random-world.ts';

/** Prints `begin`, writes a million records, prints `end` and by how many bytes the heap grew. */
export function printRecordGrowth(): void {
  const { world, files, sessions } = randomCase(11);
  const { snapshot } = compileSnapshot(world);
  const state = createState(snapshot);
  const stamp = stampOf(snapshot, state);
  const out = createDecision(snapshot);
  const view = new DataView(new ArrayBuffer(recordBytes * 64));
  const requests = Array.from({ length: 64 }, (_, n): Request => {
    const file = cell(files, n % files.length);
    const session = hashId(cell(sessions, n % sessions.length));
    const hashes = { fileHash: hashId(file), sessionHash: session };
    return {
      vantage: n % snapshot.vantageCount,
      file: findFile(snapshot, file),
      ...hashes,
      want: 5,
    };
  });
  const write = (count: number) => {
    for (let n = 0; n < count; n++) {
      const request = requests[n & 63] as Request;
      decide(snapshot, state, request, out);
      writeRecord(view, (n & 63) * recordBytes, stamp, request, out);
    }
  };
  for (let warm = 0; warm < 4; warm++) write(50_000);
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  writeSync(1, 'begin\n');
  write(1_000_000);
  writeSync(1, `end ${process.memoryUsage().heapUsed - before}\n`);
}
