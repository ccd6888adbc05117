// What does an instance count? Integers only, so that any order of merging gives the same sums.
import { labels } from '@fairlead/core';
import { createHistogram, type Histogram } from './histogram.ts';

/** Counters of the measured window: their places in `counts`. */
export const at = {
  sessions: 0,
  decisions: 1,
  failovers: 2,
  refused: 3,
  lost: 4,
  playMs: 5,
  rebufferMs: 6,
  deliveredBits: 7,
  offeredBits: 8,
  segmentBits: 9,
  segmentServedBits: 10,
  overChecked: 11,
  overViolated: 12,
  rankChecked: 13,
  rankViolated: 14,
  drainChecked: 15,
  drainViolated: 16,
} as const;
export const counterCount = 17;

/**
 * Columns of a network: bits by link kind from `bits` on, unserved, missed for content, missed for
 * what is believed, and sessions.
 */
export const networkAt = {
  bits: 0,
  unserved: 4,
  missedContent: 5,
  missedBelief: 6,
  sessions: 7,
} as const;
export const networkWidth = 8;

/** Letters of passed-over candidates, content first. */
export const labelCount: number = labels.length;

/** Counters of bits carry whole multiples of this into `carries` and so stay exact. */
export const carryUnit = 1125899906842624;

export type Tally = {
  readonly counts: Float64Array;
  /** Multiples of `carryUnit` that belong to `counts`. */
  readonly carries: Float64Array;
  /** `networkWidth` numbers a network. */
  readonly network: Float64Array;
  readonly siteSessions: Float64Array;
  /** This epoch: sessions started, failovers, errors, running at its end; bits missed per label. */
  readonly epoch: Float64Array;
  readonly startDelayMs: Histogram;
  readonly rttMs: Histogram;
  readonly distanceKm: Histogram;
};

/** Places in `Tally.epoch`. */
export const epochAt = { started: 0, failovers: 1, errors: 2, active: 3, missed: 4 } as const;
const epochWidth = epochAt.missed + labelCount;

export function createTally(networks: number, sites: number): Tally {
  const shared = (length: number) => new Float64Array(new SharedArrayBuffer(length * 8));
  const histogram = () => createHistogram(shared(createHistogram().counts.length));
  return {
    counts: shared(counterCount),
    carries: shared(counterCount),
    network: shared(networks * networkWidth),
    siteSessions: shared(sites),
    epoch: shared(epochWidth),
    startDelayMs: histogram(),
    rttMs: histogram(),
    distanceKm: histogram(),
  };
}

/** Adds whole `bits` to the counter at `place`. @hot */
export function addBits({ counts, carries }: Tally, place: number, bits: number): void {
  counts[place] += bits;
  if (counts[place] < carryUnit) return;
  counts[place] -= carryUnit;
  carries[place]++;
}
