// What does one thread do? It keeps its desks and runs an epoch when it is told to.
import { parentPort, workerData } from 'node:worker_threads';
import { createDesk } from '../loops/desk.ts';
import { finish, runEpoch } from '../loops/epoch.ts';
import type { Order, Post } from './crew.ts';

const { setup, exchange, instances: mine } = workerData as Post;
const desks = mine.map((index) => {
  const output = exchange.outputs[index];
  return createDesk(index, setup, exchange.bulletin, output);
});

parentPort?.on('message', (order: Order) => {
  for (const desk of desks)
    if ('run' in order) runEpoch(desk, order.run);
    else finish(desk, order.finish);
  parentPort?.postMessage('done');
});
