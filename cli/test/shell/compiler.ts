// The thread that compiles: proposes and judges each change, and settles what came of it.
import { readFileSync } from 'node:fs';
import { deserialize } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { createCompiler, createHandover, proposeOffer, settleOffer } from '@fairlead/core';

const buffer = (byteLength: number) => new SharedArrayBuffer(byteLength);
const compiler = createCompiler(deserialize(readFileSync(workerData)), { buffer });
const handover = createHandover(compiler, buffer);
parentPort?.postMessage(compiler.snapshot().bytes);
parentPort?.on('message', ({ effects, changes, version }) => {
  if (effects) settleOffer(handover, effects);
  else parentPort?.postMessage(proposeOffer(handover, changes, { version }));
});
