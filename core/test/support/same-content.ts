// Do two snapshots of one fleet say the same? Digest, and every field of sampled decisions.
import * as assert from 'uvu/assert';
import { createState } from '../../control/state.ts';
import { decide, vantageOf } from '../../decide/decide.ts';
import { createDecision, type Decision } from '../../decide/decision.ts';
import type { Snapshot } from '../../snapshot/layout.ts';
import type { Dice } from './dice.ts';
import { cell } from './oracle-basics.ts';

function fieldsOf(out: Decision): string {
  const { reason, targetCount: t, passedCount: p } = out;
  const rows = [out.targetAppliance, out.targetLink, out.targetRank].map((c) => c.subarray(0, t));
  const passed = [out.passedCluster, out.passedRank, out.passedLabel].map((c) => c.subarray(0, p));
  return [reason, t, p, ...rows, ...passed].join('/');
}

/** Fails where `live` and `fresh` differ; `words` are four words an address, of both families. */
export function assertSameContent(
  live: Snapshot,
  fresh: Snapshot,
  dice: Dice,
  addresses: readonly { readonly family: number; readonly words: Uint32Array }[],
): void {
  assert.is(live.contentDigest.join(), fresh.contentDigest.join(), 'content digests');
  assert.ok(live.candidateMax >= fresh.candidateMax);
  const states = [createState(live), createState(fresh)];
  const outs = [createDecision(live), createDecision(fresh)];
  for (const { family, words } of addresses) {
    const file = live.fileCount === 0 ? 0xffffffff : dice.below(live.fileCount);
    const fileHash = live.fileHash[file] ?? 17;
    const fixed = { file, fileHash, sessionHash: dice.below(2 ** 32), want: 1 + dice.below(16) };
    const texts = [live, fresh].map((snapshot, k) => {
      const vantage = vantageOf(snapshot, family, words);
      decide(snapshot, cell(states, k), { vantage, ...fixed }, cell(outs, k));
      return fieldsOf(cell(outs, k));
    });
    assert.is(cell(texts, 0), cell(texts, 1), `address ${words.join()} of IPv${family}`);
  }
}

/** Fails where two runs of bytes differ. */
export function assertSameBytes(a: Uint8Array, b: Uint8Array): void {
  assert.is(a.length, b.length, 'as many bytes');
  for (let at = 0; at < a.length; at++)
    if (a[at] !== b[at]) assert.unreachable(`byte ${at} is ${a[at]} and not ${b[at]}`);
}
