// What does one thread do? It keeps its instances and runs an epoch when it is told to.
import { parentPort, workerData } from 'node:worker_threads';
import { finish, runEpoch } from '../loops/epoch.ts';
import { createInstance } from '../loops/instance.ts';
import type { Order, Post } from './crew.ts';

const { setup, exchange, instances: mine } = workerData as Post;
const instances = mine.map((index) => {
  const output = exchange.outputs[index];
  return createInstance(index, setup, exchange.bulletin, output);
});

parentPort?.on('message', (order: Order) => {
  for (const instance of instances)
    if ('run' in order) runEpoch(instance, order.run);
    else finish(instance, order.finish);
  parentPort?.postMessage('done');
});
