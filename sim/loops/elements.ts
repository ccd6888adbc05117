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
  /** What steering has reserved when the round ends. */
  readonly reservedBps: Float64Array;
  /** 1/1000 bit that were asked and that were not carried: of the round, of an epoch, of a bin. */
  readonly lost: Exact;
  readonly epochAsked: Exact;
  readonly bin: { readonly asked: Exact; readonly carried: Exact; ms: number };
  /** Largest mean of a bin ÷ capacity. */
  readonly peakAsked: Float64Array;
  readonly peakCarried: Float64Array;
  /** Carried in the window. */
  readonly carried: Exact;
};

/** Means over a bin, bit/s. */
export type Means = { readonly askedBps: Float64Array; readonly carriedBps: Float64Array };

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
    reservedBps: new Float64Array(count),
    lost: createExact(count),
    epochAsked: createExact(count),
    bin: { asked: createExact(count), carried: createExact(count), ms: 0 },
    peakAsked: new Float64Array(count),
    peakCarried: new Float64Array(count),
    carried: createExact(count),
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

/** Ends a bin: its means, which may be peaks; none of a piece that does not count. */
export function endBin(elements: Elements, isWhole: boolean): Means | undefined {
  const { bin, capacityBps, peakAsked, peakCarried, count } = elements;
  const means = { askedBps: new Float64Array(count), carriedBps: new Float64Array(count) };
  for (let row = 0; row < count && isWhole; row++) {
    means.askedBps[row] = numberAt(bin.asked, row) / bin.ms;
    means.carriedBps[row] = numberAt(bin.carried, row) / bin.ms;
    peakAsked[row] = Math.max(peakAsked[row], means.askedBps[row] / capacityBps[row]);
    peakCarried[row] = Math.max(peakCarried[row], means.carriedBps[row] / capacityBps[row]);
  }
  clearExact(bin.asked);
  clearExact(bin.carried);
  bin.ms = 0;
  return isWhole ? means : undefined;
}
