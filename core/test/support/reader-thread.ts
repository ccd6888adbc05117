// A thread that answers from snapshots which another one compiles: what does it read meanwhile?
import { parentPort } from 'node:worker_threads';
import { openSnapshot } from '../../snapshot/codec.ts';
import { isCurrent } from '../../snapshot/header.ts';
import type { Snapshot } from '../../snapshot/layout.ts';
import { answerSum, type Clients } from './answer-sum.ts';

/**
 * `retained`: answer `rounds` times `count` requests, all as of one snapshot. Else: answer until the
 * snapshot is no longer current, or until `stop` says so.
 */
export type Reading = {
  readonly bytes: Uint8Array;
  /** Which of the snapshots that stand in these bytes one after the other. */
  readonly turn: number;
  readonly clients: Clients;
  readonly isRetained: boolean;
  readonly seed: number;
  readonly count: number;
  readonly rounds: number;
  /** Not 0 as soon as who compiles knows that nobody will write these bytes again. */
  readonly stop: Int32Array;
};

/** Sums of rounds that were wholly of the snapshot, and in how many rounds it told otherwise. */
export type Read = { readonly sums: readonly number[]; readonly toldCount: number };

/** The sum of a round; undefined where it is not of the snapshot, whatever was read. */
function roundOf(snapshot: Snapshot, { clients, seed, count }: Reading): number | undefined {
  try {
    const sum = answerSum(snapshot, clients, seed, count);
    return isCurrent(snapshot) ? sum : undefined;
  } catch (error) {
    if (isCurrent(snapshot)) throw error;
    return undefined; // half of one snapshot and half of another: anything may be read
  }
}

function read(reading: Reading): Read {
  const { snapshot } = openSnapshot(reading.bytes, { check: 'header' });
  const sums: number[] = [];
  let toldCount = 0;
  if (snapshot?.turn !== reading.turn) return { sums, toldCount: 1 };
  for (let round = 0; round < reading.rounds; round++) {
    const sum = roundOf(snapshot, reading);
    if (sum === undefined) toldCount++;
    else sums.push(sum);
    if (!reading.isRetained && toldCount + Atomics.load(reading.stop, 0) > 0) break;
  }
  return { sums, toldCount };
}

parentPort?.on('message', (reading: Reading) => parentPort?.postMessage(read(reading)));
