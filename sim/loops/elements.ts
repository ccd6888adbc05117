// What was asked of each appliance and link, and what did it carry?
import {
  addExact,
  addProduct,
  clearExact,
  createExact,
  type Exact,
  numberAt,
  takeExact,
} from '../measures/exact.ts';
import type { Round } from '../setup/rounds.ts';
import type { Setup } from '../setup/setup.ts';

/**
 * Appliances, then links: rows of all columns here. `capacityBps` is what it really has, of a
 * sample its share; less than 1 bit/s counts as 1.
 */
export type Elements = {
  readonly count: number;
  readonly links: number;
  readonly capacityBps: Float64Array;
  /** Bit/s asked at the begin of the round, at most at once in it, and what changed in it. */
  readonly baseBps: Float64Array;
  readonly mostBps: Float64Array;
  readonly changed: Float64Array;
  /** 1/1000 bit that were asked and that were not carried: of the round, of an epoch, of a bin. */
  readonly lost: Exact;
  readonly epochAsked: Exact;
  readonly bin: { readonly asked: Exact; readonly carried: Exact; ms: number };
  /** Largest mean of a bin ÷ capacity. */
  readonly peakAsked: Float64Array;
  readonly peakCarried: Float64Array;
  /** Carried in the window, and the means of its bins: bit/s, a row a bin. */
  readonly carried: Exact;
  readonly binBps: Float64Array[];
  readonly binFromMs: number[];
};

export function elementsOf({ snapshot, share }: Setup): Elements {
  const { applianceCount, linkCount } = snapshot;
  const count = applianceCount + linkCount;
  const capacityBps = new Float64Array(count);
  capacityBps.set(snapshot.capacityBps, 0);
  capacityBps.set(snapshot.linkCapacityBps, applianceCount);
  for (let row = 0; row < count; row++)
    capacityBps[row] = Math.max(1, Math.floor(capacityBps[row] * share));
  return {
    count,
    links: applianceCount,
    capacityBps,
    baseBps: new Float64Array(count),
    mostBps: new Float64Array(count),
    changed: new Float64Array(count),
    lost: createExact(count),
    epochAsked: createExact(count),
    bin: { asked: createExact(count), carried: createExact(count), ms: 0 },
    peakAsked: new Float64Array(count),
    peakCarried: new Float64Array(count),
    carried: createExact(count),
    binBps: [],
    binFromMs: [],
  };
}

/** Adds a round to the epoch and, where it is measured, to its bin and the window. */
export function addRound(elements: Elements, round: Round): void {
  const { baseBps, changed, lost, epochAsked, bin, carried } = elements;
  const ms = round.toMs - round.fromMs;
  for (let row = 0; row < elements.count; row++) {
    if (baseBps[row] === 0 && changed[row] === 0) continue;
    addProduct(epochAsked, row, baseBps[row], ms);
    addExact(epochAsked, row, changed[row]);
    if (!round.isMeasured) continue;
    for (const sums of [bin.asked, bin.carried, carried]) {
      addProduct(sums, row, baseBps[row], ms);
      addExact(sums, row, changed[row]);
    }
    takeExact(bin.carried, row, lost);
    takeExact(carried, row, lost);
  }
  if (round.isMeasured) bin.ms += ms;
}

/** Ends a bin: its means may be peaks. A piece of one counts only while there is no whole one. */
export function endBin(elements: Elements, isWhole: boolean, toMs: number): void {
  const { bin, capacityBps, peakAsked, peakCarried, binBps } = elements;
  const { ms } = bin;
  if (ms > 0 && isWhole) {
    const means = new Float64Array(elements.count);
    for (let row = 0; row < elements.count; row++) {
      const askedBps = numberAt(bin.asked, row) / ms;
      means[row] = numberAt(bin.carried, row) / ms;
      peakAsked[row] = Math.max(peakAsked[row], askedBps / capacityBps[row]);
      peakCarried[row] = Math.max(peakCarried[row], means[row] / capacityBps[row]);
    }
    binBps.push(means);
    elements.binFromMs.push(toMs - ms);
  }
  clearExact(bin.asked);
  clearExact(bin.carried);
  bin.ms = 0;
}
