// What does a snapshot answer to many clients, in one number?
import { pair } from '../../base/hash.ts';
import { createState } from '../../control/state.ts';
import { decide } from '../../decide/decide.ts';
import { createDecision } from '../../decide/decision.ts';
import { lookupV4, lookupV6 } from '../../prefix/spans.ts';
import type { Snapshot } from '../../snapshot/layout.ts';
import { cell } from './oracle-basics.ts';

/** Addresses where something begins in a snapshot, the same for all that are compiled of a world. */
export type Clients = { readonly v4: Uint32Array; readonly v6: Uint32Array };

/**
 * A sum over the answers to `count` requests drawn with `seed`: targets, links, ranks and who was
 * passed over, of clients in both families. Row numbers of vantages are not in it.
 */
export function answerSum(
  snapshot: Snapshot,
  { v4, v6 }: Clients,
  seed: number,
  count: number,
): number {
  const state = createState(snapshot);
  const out = createDecision(snapshot);
  const words = new Uint32Array(4);
  let sum = 0;
  for (let n = 0; n < count; n++) {
    const draw = pair(seed, n);
    const row = draw % (v4.length + v6.length / 4);
    if (row >= v4.length) words.set(v6.subarray((row - v4.length) * 4, (row - v4.length + 1) * 4));
    const vantage = row < v4.length ? lookupV4(snapshot, cell(v4, row)) : lookupV6(snapshot, words);
    const file = pair(draw, 1) % snapshot.fileCount;
    const fileHash = cell(snapshot.fileHash, file);
    decide(snapshot, state, { vantage, file, fileHash, sessionHash: pair(draw, 2), want: 4 }, out);
    sum = pair(sum, out.reason * 1000 + out.targetCount);
    for (let k = 0; k < out.targetCount; k++) {
      sum = pair(sum, cell(out.targetAppliance, k));
      sum = pair(sum, cell(out.targetLink, k) ^ cell(out.targetRank, k));
    }
    for (let k = 0; k < out.passedCount; k++) sum = pair(sum, cell(out.passedCluster, k));
  }
  return sum;
}
