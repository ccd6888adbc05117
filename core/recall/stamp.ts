// On which snapshot and state, and under which policy, were recorded decisions taken?
import { assert } from '../base/assert.ts';
import { given, givenIf } from '../base/given.ts';
import { pairBits } from '../base/hash.ts';
import { maskBits, type StateColumns } from '../control/state.ts';
import type { DecisionPolicy } from '../decide/panic.ts';
import type { Snapshot } from '../snapshot/layout.ts';

/** A panic share is kept in whole steps of one ten-thousandth. */
export const shareSteps = 10_000;

/**
 * What decisions were taken on: made once when a snapshot, state or policy is published, not per
 * decision. Each digest is two uint32.
 */
export type RecordStamp = {
  readonly epoch: number;
  readonly sequence: number;
  /** First 8 bytes of the content digest; in older records of the digest of the bytes. */
  readonly snapshot0: number;
  readonly snapshot1: number;
  /** `digestState`: two lanes. */
  readonly state0: number;
  readonly state1: number;
  /** Of the policy; 0: none. Whole ten-thousandths. */
  readonly panicShare: number;
};

/**
 * Digest of a belief in two lanes over all appliance words, then all link words, then the drain
 * shares if there are any: two uint32. Detects another state, not forgery. Costs nanoseconds a row:
 * once per state, not per decision.
 */
export function digestState(state: StateColumns): readonly [number, number] {
  given(state, 'state');
  let first = 0x243f6a88;
  let second = 0x13198a2e;
  // Fit for all counts as 0, as it did before words had masks.
  const columns = [[state.appliance, maskBits] as const, [state.link, 0] as const];
  if (state.drain !== undefined) columns.push([state.drain, 0]);
  for (const [column, flipped] of columns) {
    first = pairBits(first, column.length);
    for (let row = 0; row < column.length; row++) {
      const word = (column[row] ^ flipped) | 0;
      first = pairBits(first, word);
      second = pairBits(second ^ row, word);
    }
  }
  return [first >>> 0, second >>> 0];
}

/**
 * The stamp of decisions that are taken on `snapshot` in `state` under `policy`. Throws unless the
 * panic share is a whole number of ten-thousandths, 0..1: a record keeps those exactly (0.3 comes
 * back as the double 0.3), and no others.
 *
 * @example
 * const stamp = stampOf(snapshot, createState(snapshot), { panicShare: 0.25 });
 * console.log(stamp.panicShare, stamp.snapshot0 === snapshot.contentDigest[0]); // => 0.25 true
 */
export function stampOf(
  snapshot: Snapshot,
  state: StateColumns,
  policy?: DecisionPolicy,
): RecordStamp {
  given(snapshot, 'snapshot');
  given(state, 'state');
  givenIf(policy, 'object');
  const panicShare = policy?.panicShare ?? 0;
  const isKept = Math.round(panicShare * shareSteps) / shareSteps === panicShare;
  assert(isKept && panicShare >= 0 && panicShare <= 1, 'a panic share of 0..1 in ten-thousandths');
  const { contentDigest, epoch, sequence } = snapshot;
  const [state0, state1] = digestState(state);
  return {
    epoch,
    sequence,
    snapshot0: contentDigest[0],
    snapshot1: secondWord(snapshot),
    state0,
    state1,
    panicShare,
  };
}

/** Told apart in a stamp: snapshots that answer alike and whose vantages have other numbers. */
const numberedOnTheWay = 0x5bd1e995;

/** What a stamp says of a snapshot beside lane 0: lane 1, turned over where a compiler numbered. */
function secondWord({ contentDigest, turn }: Snapshot): number {
  return (contentDigest[1] ^ (turn === 0 ? 0 : numberedOnTheWay)) >>> 0;
}

/**
 * Whether decisions with this stamp were taken on what answers like `snapshot` and has its name,
 * but has other numbers for its vantages: a compiler's, where this is `compact`, or the other way.
 */
export function isRenumbered(stamp: RecordStamp, snapshot: Snapshot): boolean {
  const { contentDigest, epoch, sequence } = snapshot;
  const isNamed = stamp.epoch === epoch && stamp.sequence === sequence;
  const other = (secondWord(snapshot) ^ numberedOnTheWay) >>> 0;
  return isNamed && stamp.snapshot0 === contentDigest[0] && stamp.snapshot1 === other;
}

/**
 * Whether decisions with this stamp were taken on `snapshot`. The digest is of its content; records
 * that were written before that was so have that of its bytes.
 */
export function isStampOf(stamp: RecordStamp, snapshot: Snapshot): boolean {
  const { contentDigest, bytes, epoch, sequence } = snapshot;
  if (stamp.epoch !== epoch || stamp.sequence !== sequence) return false;
  const { snapshot0, snapshot1 } = stamp;
  if (snapshot0 === contentDigest[0] && snapshot1 === secondWord(snapshot)) return true;
  const header = new DataView(bytes.buffer, bytes.byteOffset, 32);
  return snapshot0 === header.getUint32(16, true) && snapshot1 === header.getUint32(20, true);
}
