// How long is a round trip, and how long does a start take?
import { medianRttMs, scramble } from '@fairlead/core';
import { normalTable, quantileAt } from '../random/quantiles.ts';

/**
 * Standard deviation of the ln of the least round-trip time between two cities by distance, linear
 * between the rows; fitted with the medians (`medianRttMs`) to 46,776 city pairs (WonderNetwork,
 * 2018): 2.1, 6.8 and 17 ms at the 10th, 50th and 90th percentile of 0-200 km, 7.2, 13.4 and 30 ms
 * of 200-500 km.
 */
const knots: readonly (readonly [distanceKm: number, sigma: number])[] = [
  [0, 0.6],
  [40, 0.65],
  [80, 0.65],
  [150, 0.62],
  [250, 0.6],
  [400, 0.55],
  [625, 0.48],
  [875, 0.45],
  [1250, 0.38],
  [1750, 0.34],
  [2900, 0.34],
  [6500, 0.33],
  [9600, 0.28],
  [14600, 0.19],
  [20100, 0.19],
];
const knotKm = Float64Array.from(knots, ([distanceKm]) => distanceKm);
const knotSigma = Float64Array.from(knots, ([, sigma]) => sigma);
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
  const sigma = knotSigma[row - 1] + part * (knotSigma[row] - knotSigma[row - 1]);
  const drawnMs =
    medianRttMs(distanceKm) * Math.exp(sigma * quantileAt(normals, scramble(pairKey)));
  const leastMs = distanceKm / fibreKmPerMs;
  return drawnMs < leastMs ? leastMs : drawnMs;
}

/** Round trips before the first byte of media: TCP, TLS 1.3, request and answer. */
const roundTripsBeforeMedia = 3;
/** Media that a player holds before it shows a picture, ms. */
export const mediaMs = 4000;

/**
 * From choosing an appliance to the first picture, in ms: three round trips (TCP, TLS 1.3, the
 * request) and the first 4 seconds of media at `bitrateBps` over what the client gets,
 * `throughputBps` above 0. Left out: the sign-in, the decision itself, slow start. @hot
 */
export function startDelayMs(rtt: number, throughputBps: number, bitrateBps: number): number {
  return roundTripsBeforeMedia * rtt + (mediaMs * bitrateBps) / throughputBps;
}
