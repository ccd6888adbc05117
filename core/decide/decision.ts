// What does a decision say? Columns that the caller owns and decide fills.
import { given } from '../base/given.ts';
import type { VantageId } from '../base/ids.ts';
import type { Snapshot } from '../snapshot/layout.ts';

/** Why the targets are what they are; the code is the place in the list. */
export const reasons = ['ranked', 'fail-open', 'last-resort', 'none'] as const;

/** Most targets of one decision. */
export const wantMax = 16;

/** One answer; `decide` overwrites it. Rows are those of the snapshot. */
export type Decision = {
  /** Whose answers it has room for. */
  readonly snapshot: Snapshot;
  /** Whether `decide` asks first that all it is given belongs together. */
  readonly isChecked: boolean;
  vantage: VantageId;
  /** Code in `reasons`. */
  reason: number;
  targetCount: number;
  /** Best first, `targetCount` valid rows. */
  readonly targetAppliance: Uint32Array;
  readonly targetLink: Uint32Array;
  /** Proximity rank, or `noRow` in a last resort. */
  readonly targetRank: Uint32Array;
  passedCount: number;
  /** Ordered by rank, then cluster. */
  readonly passedCluster: Uint32Array;
  readonly passedRank: Uint32Array;
  /** Code in `labels`. */
  readonly passedLabel: Uint8Array;
  /** Room for decide's own use; what it holds afterwards means nothing. */
  readonly scratch: Scratch;
};

/** Appliances while they are sorted out, those of earlier ranks first. */
export type Scratch = {
  readonly rows: Uint32Array;
  readonly links: Uint32Array;
  readonly ranks: Uint32Array;
  /** What they are sorted by within their rank. */
  readonly order: Float64Array;
  /** The same bytes as two words each, the lower one first. */
  readonly orderWords: Int32Array;
  /** What holders of a file are chosen by, see `writeHolders`. */
  readonly keys: Float64Array;
};

/** Whether misuse is looked for: in development, for production it is free when left out. */
export type CheckOption = { readonly check?: boolean };

/** Appliances beyond this many are thinned out to the best before more are looked at. */
export const gatheredMax = 3 * wantMax;

/**
 * A decision with room for every answer that `snapshot` can give. With `check`, for development,
 * `decide` throws `other-snapshot` or `no-row` where rows, state or room are of another snapshot.
 *
 * @example
 * const out = createDecision(snapshot, { check: true });
 * decide(snapshot, createState(snapshot), request, out);
 * for (let k = 0; k < out.targetCount; k++)
 *   console.log(readId(snapshot, 'appliance', out.targetAppliance[k] ?? noRow));
 */
export function createDecision(snapshot: Snapshot, options: CheckOption = {}): Decision {
  given(snapshot, 'snapshot');
  given(options, 'object');
  const { check = false } = options;
  let clusterMax = 1;
  for (let cluster = 0; cluster < snapshot.clusterCount; cluster++) {
    const size = snapshot.clusterStart[cluster + 1] - snapshot.clusterStart[cluster];
    clusterMax = Math.max(clusterMax, size);
  }
  const roomCount = gatheredMax + clusterMax;
  const order = new Float64Array(roomCount);
  return {
    snapshot,
    isChecked: check,
    vantage: 0,
    reason: 0,
    targetCount: 0,
    targetAppliance: new Uint32Array(wantMax),
    targetLink: new Uint32Array(wantMax),
    targetRank: new Uint32Array(wantMax),
    passedCount: 0,
    passedCluster: new Uint32Array(snapshot.candidateMax),
    passedRank: new Uint32Array(snapshot.candidateMax),
    passedLabel: new Uint8Array(snapshot.candidateMax),
    scratch: {
      rows: new Uint32Array(roomCount),
      links: new Uint32Array(roomCount),
      ranks: new Uint32Array(roomCount),
      order,
      orderWords: new Int32Array(order.buffer),
      keys: new Float64Array(clusterMax + 1),
    },
  };
}
