// What does the thread send that compiles? Snapshots in shared memory, and the rows joined.
import { parentPort, workerData } from 'node:worker_threads';
import { createCompiler, joinRows, rowMapBytes, type Snapshot } from '@fairlead/core';
import { loadPlaces } from '@fairlead/scenarios';
import { generateWorld } from '@fairlead/sim';
import { routeChanges } from './route-changes.ts';

/** What is sent for each snapshot; the first has no rows. */
export type Takeover = { readonly bytes: Uint8Array; readonly rows?: ArrayBufferLike };

const { size, changes } = workerData as { readonly size: 'global' | 'small'; changes: number };
const { places, countries } = await loadPlaces();
const world = generateWorld({ size, seed: 1 }, places, countries);
const shared = (byteLength: number) => new SharedArrayBuffer(byteLength);
const compiler = createCompiler(world, { buffer: shared });
const draw = routeChanges(world);
let key = 0;
let before: Snapshot = compiler.snapshot();
compiler.retain(before);

/** The next snapshot; the one before is retained until the other thread asks for one more. */
function next(): Takeover {
  const proposed = compiler.propose(Array.from({ length: changes }, () => draw(key++)));
  if (proposed.verdict === 'refused') throw new Error(proposed.text);
  const { snapshot } = proposed;
  compiler.commit(snapshot);
  compiler.retain(snapshot);
  const { buffer } = joinRows(before, snapshot, shared(rowMapBytes(snapshot)));
  compiler.release(before);
  before = snapshot;
  return { bytes: snapshot.bytes, rows: buffer };
}

parentPort?.on('message', (isFirst: boolean) => {
  const answer: Takeover = isFirst ? { bytes: before.bytes } : next();
  parentPort?.postMessage(answer);
});
