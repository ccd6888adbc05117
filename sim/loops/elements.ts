// What was asked of each appliance and link, and what did it carry?
import {
  addProduct,
  clearExact,
  createExact,
  type Exact,
  isBare,
  joinExact,
  numberAt,
  takeExact,
} from '../measures/exact.ts';
import type { Round } from '../setup/rounds.ts';
import type { Setup } from '../setup/setup.ts';
import { type Courses, coursesOf, forEachRoom, scaled } from './courses.ts';

/**
 * Appliances, then links: rows of all columns here. `capacityBps` is what it really has, of a
 * sample its share; less than 1 bit/s counts as 1.
 */
export type Elements = {
  readonly count: number;
  readonly links: number;
  readonly capacityBps: Float64Array;
  /** Rows of which `capacityBps` is only what they are declared to have. */
  readonly courses: Courses;
  /** Bit/s asked at the begin of the round, at most at once in it, and what changed in it. */
  readonly baseBps: Float64Array;
  readonly mostBps: Float64Array;
  readonly changed: Exact;
  /** What is asked, and what steering has reserved, when the round ends. */
  readonly nowBps: Float64Array;
  readonly reservedBps: Float64Array;
  /** 1/1000 bit that were asked and that were not carried: of the round, of an epoch, of a bin. */
  readonly lost: Exact;
  readonly epochAsked: Exact;
  /** `room` of rows with a course alone. */
  readonly bin: {
    readonly asked: Exact;
    readonly carried: Exact;
    readonly room: Exact;
    ms: number;
  };
  /** Largest mean of a bin ÷ capacity. */
  readonly peakAsked: Float64Array;
  readonly peakCarried: Float64Array;
  /** Carried in the window. */
  readonly carried: Exact;
  /** Of a sample: relative noise of what is asked of each where its peak is; see `grain.ts`. */
  readonly noise: Float64Array | undefined;
};

/** Means over a bin, bit/s. */
export type Means = {
  readonly askedBps: Float64Array;
  readonly carriedBps: Float64Array;
  /** What there was to carry them. */
  readonly capacityBps: Float64Array;
};

export function elementsOf(setup: Setup): Elements {
  const { snapshot, share } = setup;
  const { applianceCount, linkCount } = snapshot;
  const count = applianceCount + linkCount;
  const capacityBps = new Float64Array(count);
  capacityBps.set(snapshot.capacityBps, 0);
  capacityBps.set(snapshot.linkCapacityBps, applianceCount);
  for (let row = 0; row < count; row++) capacityBps[row] = scaled(capacityBps[row], share);
  return {
    count,
    links: applianceCount,
    capacityBps,
    courses: coursesOf(setup),
    baseBps: new Float64Array(count),
    mostBps: new Float64Array(count),
    changed: createExact(count),
    nowBps: new Float64Array(count),
    reservedBps: new Float64Array(count),
    lost: createExact(count),
    epochAsked: createExact(count),
    bin: {
      asked: createExact(count),
      carried: createExact(count),
      room: createExact(count),
      ms: 0,
    },
    peakAsked: new Float64Array(count),
    peakCarried: new Float64Array(count),
    carried: createExact(count),
    noise: share < 1 ? new Float64Array(count) : undefined,
  };
}

/** Adds a round to the epoch and, where it is measured, to its bin and the window. */
export function addRound(elements: Elements, round: Round): void {
  const { baseBps, changed, lost, epochAsked, bin, carried } = elements;
  const ms = round.toMs - round.fromMs;
  for (let row = 0; row < elements.count; row++) {
    if (baseBps[row] === 0 && isBare(changed, row)) continue;
    addProduct(epochAsked, row, baseBps[row], ms);
    joinExact(epochAsked, row, changed, row);
    if (!round.isMeasured) continue;
    for (const sums of [bin.asked, bin.carried, carried]) {
      addProduct(sums, row, baseBps[row], ms);
      joinExact(sums, row, changed, row);
    }
    takeExact(bin.carried, row, lost);
    takeExact(carried, row, lost);
  }
  if (!round.isMeasured) return;
  bin.ms += ms;
  for (const [row, course] of elements.courses)
    forEachRoom(course, round.fromMs, round.toMs, (bps, of) => addProduct(bin.room, row, bps, of));
}

/** Ends a bin: its means, which may be peaks; none of a piece that does not count. */
export function endBin(elements: Elements, isWhole: boolean): Means | undefined {
  const { bin, courses, peakAsked, peakCarried, count } = elements;
  const capacityBps = courses.size === 0 ? elements.capacityBps : elements.capacityBps.slice();
  for (const row of courses.keys()) capacityBps[row] = numberAt(bin.room, row) / bin.ms;
  const [askedBps, carriedBps] = [new Float64Array(count), new Float64Array(count)];
  for (let row = 0; row < count && isWhole; row++) {
    askedBps[row] = numberAt(bin.asked, row) / bin.ms;
    carriedBps[row] = numberAt(bin.carried, row) / bin.ms;
    peakAsked[row] = Math.max(peakAsked[row], askedBps[row] / capacityBps[row]);
    peakCarried[row] = Math.max(peakCarried[row], carriedBps[row] / capacityBps[row]);
  }
  clearExact(bin.asked);
  clearExact(bin.carried);
  clearExact(bin.room);
  bin.ms = 0;
  return isWhole ? { askedBps, carriedBps, capacityBps } : undefined;
}
