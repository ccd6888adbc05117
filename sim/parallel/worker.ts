// What does one thread do? It keeps its desks and runs an epoch when it is told to.
import { parentPort, workerData } from 'node:worker_threads';
import { assert, openSnapshot, type Snapshot } from '@fairlead/core';
import { createDesk } from '../desk/desk.ts';
import { finish, runEpoch } from '../desk/epoch.ts';
import type { Order, Post } from './crew.ts';

const { setup, memory, instances: mine } = workerData as Post;
const { bulletin, outputs } = memory;
const desks = mine.map((index) => createDesk(index, setup, bulletin, outputs[index]));

/** The snapshot in bytes that another thread keeps as they are while it serves. */
function opened(bytes: Uint8Array): Snapshot {
  const { snapshot } = openSnapshot(bytes, { check: 'header' });
  assert(snapshot !== undefined, 'the compiler of this run wrote it');
  return snapshot;
}

parentPort?.on('message', (order: Order) => {
  if ('finish' in order) for (const desk of desks) finish(desk, order.finish);
  else {
    const next = order.bytes === undefined ? undefined : opened(order.bytes);
    for (const desk of desks) runEpoch(desk, order.run, next ?? desk.instance.snapshot);
  }
  parentPort?.postMessage('done');
});
