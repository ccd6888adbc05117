// What did all instances count together, over the measured window?
import { createHistogram, type Histogram, mergeHistogram } from './histogram.ts';
import { carryUnit, counterCount, labelCount, type Tally } from './tally.ts';

/** Sums that pass 2⁵³ are BigInt; peaks are the largest epoch mean as a share of capacity. */
export type Totals = {
  /** Sessions that one simulated session stands for; all bits are of all of them. */
  readonly weight: number;
  /** By the places of `at` in tally.ts. */
  readonly counts: bigint[];
  /** Delivered bits by link kind. */
  readonly kindBits: bigint[];
  /** Offered and not delivered: by overload, because nobody could serve, cut off for good. */
  unservedBits: bigint;
  refusedBits: bigint;
  lostBits: bigint;
  /** Bits that no rank-0 candidate served, by label. */
  readonly missedBits: bigint[];
  flips: number;
  readonly appliancePeak: Float64Array;
  readonly linkPeak: Float64Array;
  readonly sitePeakBps: Float64Array;
  readonly applianceBits: Float64Array;
  readonly linkBits: Float64Array;
  /** `networkWidth` numbers a network, see tally.ts. */
  readonly network: Float64Array;
  /** 1 where a network has an embedded site. */
  readonly hasEmbedded: Uint8Array;
  readonly siteSessions: Float64Array;
  readonly startDelayMs: Histogram;
  readonly rttMs: Histogram;
  readonly distanceKm: Histogram;
};

export function createTotals(
  counts: {
    readonly appliances: number;
    readonly links: number;
    readonly sites: number;
    readonly networkNumbers: number;
    readonly weight: number;
  },
  hasEmbedded: Uint8Array,
): Totals {
  return {
    weight: counts.weight,
    counts: Array.from({ length: counterCount }, () => 0n),
    kindBits: [0n, 0n, 0n, 0n],
    unservedBits: 0n,
    refusedBits: 0n,
    lostBits: 0n,
    missedBits: Array.from({ length: labelCount }, () => 0n),
    flips: 0,
    appliancePeak: new Float64Array(counts.appliances),
    linkPeak: new Float64Array(counts.links),
    sitePeakBps: new Float64Array(counts.sites),
    applianceBits: new Float64Array(counts.appliances),
    linkBits: new Float64Array(counts.links),
    network: new Float64Array(counts.networkNumbers),
    hasEmbedded,
    siteSessions: new Float64Array(counts.sites),
    startDelayMs: createHistogram(),
    rttMs: createHistogram(),
    distanceKm: createHistogram(),
  };
}

/** Moves the counters of a tally into the totals, so that its own never pass 2⁵³. */
export function drainCounts(totals: Totals, tally: Tally): void {
  for (let place = 0; place < counterCount; place++) {
    const { counts, carries } = tally;
    if (counts[place] === 0 && carries[place] === 0) continue;
    totals.counts[place] += BigInt(counts[place]) + BigInt(carries[place]) * BigInt(carryUnit);
    counts[place] = 0;
    carries[place] = 0;
  }
}

/** Adds what a tally holds at the end of a run; instances in order. */
export function addTally(totals: Totals, tally: Tally): void {
  drainCounts(totals, tally);
  for (let row = 0; row < totals.network.length; row++) totals.network[row] += tally.network[row];
  for (let row = 0; row < totals.siteSessions.length; row++)
    totals.siteSessions[row] += tally.siteSessions[row];
  mergeHistogram(totals.startDelayMs, tally.startDelayMs);
  mergeHistogram(totals.rttMs, tally.rttMs);
  mergeHistogram(totals.distanceKm, tally.distanceKm);
}

/** Everything that was asked for, in bits: what was delivered and what was not. */
export function allBits(totals: Totals): bigint {
  const { kindBits, unservedBits, refusedBits, lostBits } = totals;
  return kindBits.reduce((sum, bits) => sum + bits, unservedBits + refusedBits + lostBits);
}

/** a ÷ b as the nearest double; NaN where b is 0. */
export function ratio(a: bigint, b: bigint): number {
  return b === 0n ? NaN : Number(a) / Number(b);
}

/** The smallest value that a share `q` of the values does not exceed; NaN where there are none. */
export function quantileOf(values: Float64Array, q: number): number {
  if (values.length === 0) return NaN;
  const sorted = values.slice().sort();
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))];
}
