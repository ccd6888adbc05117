// What does one thread do? It keeps its desks and runs an epoch when it is told to.
import { parentPort, workerData } from 'node:worker_threads';
import { assert, openSnapshot, type Snapshot } from '@fairlead/core';
import { placeWave } from '../desk/begin/stationary.ts';
import { type Panelist, playSample, ranksOf } from '../desk/chunks/panel.ts';
import { createDesk } from '../desk/desk.ts';
import { hearAnswers } from '../desk/player/answered.ts';
import type { TriedTargets } from '../desk/player/door.ts';
import { triesOf } from '../desk/player/knock.ts';
import { letGo } from '../desk/player/play.ts';
import { closeRound, runRound } from '../desk/round.ts';
import { type Presence, presenceOf } from '../desk/short.ts';
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

type Said = Presence | TriedTargets | Float64Array | Panelist[];

function obey(order: Order): readonly Said[] {
  if ('tries' in order) return desks.map(triesOf);
  if ('presence' in order) return desks.map((desk) => presenceOf(desk, order.presence));
  if ('ranks' in order) return desks.map(ranksOf);
  if ('sample' in order) return desks.map((desk) => playSample(desk, order.sample));
  if ('place' in order || 'run' in order) {
    const next = order.bytes === undefined ? undefined : opened(order.bytes);
    for (const desk of desks) {
      const snapshot = next ?? desk.instance.snapshot;
      if ('run' in order) runRound(desk, order.run, snapshot);
      else placeWave(desk, order.place, snapshot);
    }
  }
  if ('answer' in order) for (const desk of desks) hearAnswers(desk, order.answer[desk.index]);
  if ('close' in order) for (const desk of desks) closeRound(desk, order.close);
  if ('finish' in order) for (const desk of desks) letGo(desk);
  return [];
}

parentPort?.on('message', (order: Order) => parentPort?.postMessage(obey(order)));
