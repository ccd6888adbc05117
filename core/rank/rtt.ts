// How long is a round trip likely to be? Whole milliseconds, so that near sites tie and share.
import type { Comparator } from './comparator.ts';

/**
 * Median of the least round-trip time between two cities by distance, linear between the rows.
 * Fitted to the bins by distance of 46,776 city pairs (WonderNetwork, 2018), whose medians are 6.8
 * ms (0-200 km), 13.4 (200-500), 24 (0.5-1 thousand km), 41 (1-2), 69 (2-4), 123 (4-8), 186 (8-12)
 * and 263 ms beyond.
 */
const knots: readonly (readonly [distanceKm: number, medianMs: number])[] = [
  [0, 1],
  [40, 3],
  [80, 5],
  [150, 7.8],
  [250, 10.9],
  [400, 14.3],
  [625, 20.8],
  [875, 28],
  [1250, 36],
  [1750, 46],
  [2900, 69],
  [6500, 124],
  [9600, 188],
  [14600, 266],
  [20100, 350],
];
const knotKm = Float64Array.from(knots, ([distanceKm]) => distanceKm);
const knotMs = Float64Array.from(knots, ([, medianMs]) => medianMs);

/** Median least round-trip time in ms over `distanceKm`, 0 to 20,100. @hot */
export function medianRttMs(distanceKm: number): number {
  let row = 1;
  while (row < knotKm.length - 1 && knotKm[row] < distanceKm) row++;
  const part = (distanceKm - knotKm[row - 1]) / (knotKm[row] - knotKm[row - 1]);
  return knotMs[row - 1] + part * (knotMs[row] - knotMs[row - 1]);
}

/** Estimated from the distance; a client without a metro is equally far from all. */
export const rtt: Comparator = {
  name: 'rtt',
  place: 70,
  reads: ['distanceKm'],
  key: (candidate) => Math.floor(medianRttMs(candidate.distanceKm) + 0.5),
};
