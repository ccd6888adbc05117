// What does the thread send that compiles? Each change proposed, judged and joined, and settled.
import { parentPort, workerData } from 'node:worker_threads';
import {
  createCompiler,
  createHandover,
  type Effect,
  type Offer,
  proposeOffer,
  settleOffer,
} from '@fairlead/core';
import { benchWorld, routeChanges } from '../bench-world.ts';

/** The bytes of the first snapshot, then offers. */
export type Takeover = Uint8Array | Offer;
/** What became of the offer before; nothing: the first snapshot is asked for. */
export type Settled = readonly Effect[] | undefined;

const { size, changes } = workerData as { readonly size: 'full' | 'small'; changes: number };
const world = await benchWorld(size);
const buffer = (byteLength: number) => new SharedArrayBuffer(byteLength);
const compiler = createCompiler(world, { buffer, snapshotsMax: 8 });
const handover = createHandover(compiler, buffer);
const draw = routeChanges(world);
let key = 0;

function next(effects: readonly Effect[]): Offer {
  settleOffer(handover, effects);
  const offer = proposeOffer(
    handover,
    Array.from({ length: changes }, () => draw(key++)),
  );
  if (offer.verdict === 'refused') throw new Error(offer.text);
  return offer;
}

parentPort?.on('message', (effects: Settled) => {
  const answer: Takeover = effects === undefined ? compiler.snapshot().bytes : next(effects);
  parentPort?.postMessage(answer);
});
