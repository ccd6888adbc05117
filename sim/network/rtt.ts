// How long is a round trip, and how long does a start take?
import { scramble } from '@fairlead/core';
import { normalTable, quantileAt } from '../demand/quantiles.ts';

/**
 * Median of the least round-trip time between two cities by distance, and the standard deviation
 * of its ln; linear between the rows. Fitted to the deciles by distance of 46,776 city pairs
 * (WonderNetwork, 2018): from 500 km on the medians are those of 13.2 + .01741 × km within 8 %,
 * and below 500 km, where that line is far too high, those of the bins 0-200 km (2.1, 6.8, 17 ms
 * at the 10th, 50th and 90th percentile) and 200-500 km (7.2, 13.4, 30 ms).
 */
const knots: readonly (readonly [distanceKm: number, medianMs: number, sigma: number])[] = [
  [0, 1, 0.6],
  [40, 3, 0.65],
  [80, 5, 0.65],
  [150, 7.8, 0.62],
  [250, 10.9, 0.6],
  [400, 14.3, 0.55],
  [625, 20.8, 0.48],
  [875, 28, 0.45],
  [1250, 36, 0.38],
  [1750, 46, 0.34],
  [2900, 69, 0.34],
  [6500, 124, 0.33],
  [9600, 188, 0.28],
  [14600, 266, 0.19],
  [20100, 350, 0.19],
];
const knotKm = Float64Array.from(knots, ([distanceKm]) => distanceKm);
const knotMs = Float64Array.from(knots, ([, medianMs]) => medianMs);
const knotSigma = Float64Array.from(knots, ([, , sigma]) => sigma);
const normals = normalTable();

/** Light in fibre goes 200 km in a ms, and there and back: nothing is faster than this. */
const fibreKmPerMs = 100;

/**
 * Least round-trip time in ms over `distanceKm` (0 to 20,100) between two places; the same for the
 * same `pairKey`, a uint32 such as `pair(hashId(metro), hashId(site))`. It is what two machines in
 * the two cities see: the client's own access line comes on top. @hot
 */
export function rttMs(distanceKm: number, pairKey: number): number {
  let row = 1;
  while (row < knotKm.length - 1 && knotKm[row] < distanceKm) row++;
  const part = (distanceKm - knotKm[row - 1]) / (knotKm[row] - knotKm[row - 1]);
  const medianMs = knotMs[row - 1] + part * (knotMs[row] - knotMs[row - 1]);
  const sigma = knotSigma[row - 1] + part * (knotSigma[row] - knotSigma[row - 1]);
  const drawnMs = medianMs * Math.exp(sigma * quantileAt(normals, scramble(pairKey)));
  const leastMs = distanceKm / fibreKmPerMs;
  return drawnMs < leastMs ? leastMs : drawnMs;
}

/** Round trips before the first byte of media: TCP, TLS 1.3, request and answer. */
const roundTripsBeforeMedia = 3;
/** Media that a player holds before it shows a picture, in seconds. */
const firstBufferS = 4;

/**
 * From choosing an appliance to the first picture, in ms: three round trips (TCP, TLS 1.3, the
 * request) and the first 4 seconds of media at `bitrateBps` over what the client gets,
 * `throughputBps` above 0. Left out: the sign-in, the decision itself, slow start. @hot
 */
export function startDelayMs(rtt: number, throughputBps: number, bitrateBps: number): number {
  return roundTripsBeforeMedia * rtt + (firstBufferS * 1000 * bitrateBps) / throughputBps;
}
