// Of a sample: of which appliances and links do its sessions tell how full they are?
import type { Output } from '../desk/desk.ts';
import { numberAt } from '../measures/exact.ts';
import { flowPlaces } from '../setup/flows.ts';
import type { Setup } from '../setup/setup.ts';
import type { Elements, Means } from './elements.ts';

/** Relative noise above which a sample does not tell how full an appliance or link is, */
const noiseMax = 0.02;
/** and share of the bytes on such that makes peaks, bills and flips those of the sample alone. */
const noisyShareMax = 0.1;

/**
 * Keeps of each row the noise √Σr² ÷ Σr of the rates r that are asked of it, as it is when the bin
 * ends in which it is asked most.
 */
export function takeGrain(
  { flows }: Setup,
  outputs: readonly Output[],
  elements: Elements,
  means: Means,
): void {
  const { noise, peakAsked, capacityBps, links, count } = elements;
  if (noise === undefined) return;
  const [squares, asked] = [new Float64Array(count), new Float64Array(count)];
  for (const { squareBps, askedBps } of outputs)
    for (let flow = 0; flow < flows.count; flow += flowPlaces)
      for (const row of [flows.appliance[flow], links + flows.link[flow]]) {
        squares[row] += squareBps[flow];
        asked[row] += askedBps[flow];
      }
  for (let row = 0; row < count; row++)
    if (means.askedBps[row] > 0 && means.askedBps[row] / capacityBps[row] === peakAsked[row])
      noise[row] = asked[row] > 0 ? Math.sqrt(squares[row]) / asked[row] : Infinity;
}

/**
 * Whether a sample does not tell which hour of networks is the best: of each so many sessions began
 * in an hour, and so much was delivered to it.
 */
export function isNoiseOfHours(
  share: number,
  networks: readonly { readonly hourly: number; readonly delivered: number }[],
): boolean {
  if (share === 1) return false;
  let [all, noisy] = [0, 0];
  for (const { hourly, delivered } of networks) {
    all += delivered;
    if (hourly * noiseMax * noiseMax < 1) noisy += delivered;
  }
  return noisy >= noisyShareMax * all;
}

/** Whether a sample does not tell of the rows that `picks` takes: their noise is what it shows. */
export function isNoise(elements: Elements, picks: (row: number) => boolean): boolean {
  const { noise, carried, count } = elements;
  if (noise === undefined) return false;
  let [all, noisy] = [0, 0];
  for (let row = 0; row < count; row++) {
    if (!picks(row)) continue;
    all += numberAt(carried, row);
    if (noise[row] > noiseMax) noisy += numberAt(carried, row);
  }
  return noisy >= noisyShareMax * all;
}
