// What does a desk write down? Integers only, in memory that the conductor reads.
import { causeCount, cellCount, deliveredEndings } from './account.ts';
import { createExact, type Exact } from './exact.ts';
import { createSketch, type Sketch, sketchLength } from './sketch.ts';

/** Sessions fall by a hash of their key into so many groups, which tell the error of a KPI. */
export const groupCount = 32;

/** Group of a session. @hot */
export function groupOf(key: number): number {
  return (Math.imul(key, 0x9e3779b1) >>> 27) & (groupCount - 1);
}

/** Times and counts of what is measured, one column each. */
export const tallies = [
  'wantedMs',
  /** Thousandths of a ms. */
  'startingUs',
  'stalledUs',
  'goneMs',
  'starts',
  /** Starts that came to no picture. */
  'pictureless',
  'present',
  'failedOver',
  'erred',
  'gaveUp',
] as const;
export type TallyName = (typeof tallies)[number];
export const tallyAt = Object.fromEntries(tallies.map((name, k) => [name, k])) as Record<
  TallyName,
  number
>;
export const tallyCount: number = tallies.length;

/** Distributions of what is measured. */
export const distributions = ['start', 'kmStarts', 'rttStarts', 'kmBytes', 'rttBytes'] as const;
export type DistributionName = (typeof distributions)[number];
export const distributionAt = Object.fromEntries(
  distributions.map((name, k) => [name, k]),
) as Record<DistributionName, number>;

/**
 * What a desk has written down of the window, in 1/1000 bit, ms and sessions:
 *
 * | field       | rows                                  |
 * | ----------- | ------------------------------------- |
 * | `metro`     | `cellCount` a metro                   |
 * | `group`     | `cellCount` a group                   |
 * | `metroTime` | `tallyCount` a metro                  |
 * | `groupTime` | `tallyCount` a group                  |
 * | `hosted`    | a group: asked, and delivered over embedded links, by members of hosts |
 * | `missed`    | `causeCount` an appliance, then a link: delivered to whom rank 0 lacked |
 * | `sketches`  | a group × distribution                |
 *
 * of the five minutes that are played, where they are measured:
 *
 * | field      | rows                                                                     |
 * | ---------- | ------------------------------------------------------------------------ |
 * | `placeBps` | `placeWidth` a place: asked now, by kind of link, and unserved           |
 * | `place`    | the same: asked in them, to their end as if nobody came or left any more |
 * | `pictures` | start delays of those whose first picture came in them                   |
 *
 * and of the round that is played, whether it is measured or not:
 *
 * | field      | rows                                                                   |
 * | ---------- | ---------------------------------------------------------------------- |
 * | `nowBps`   | `cellCount`: asked now, as if nothing were short                       |
 * | `round`    | `cellCount`: asked in the round; what levels took of it is moved later |
 * | `members`  | a cause: sessions that ask under it now                                |
 * | `memberMs` | the same: how long in the round                                        |
 * | `counts`   | see `roundAt`                                                          |
 * | `drawn`    | one row: asked in this minute by all who were drawn, booked then       |
 */
export type Ledger = {
  readonly metro: Exact;
  readonly group: Exact;
  readonly metroTime: Exact;
  readonly groupTime: Exact;
  readonly hosted: Exact;
  readonly missed: Exact;
  readonly sketches: readonly Sketch[];
  readonly placeBps: Float64Array;
  readonly place: Exact;
  readonly pictures: Sketch;
  readonly nowBps: Float64Array;
  readonly round: Exact;
  readonly members: Float64Array;
  readonly memberMs: Float64Array;
  readonly counts: Float64Array;
  readonly drawn: Exact;
};

/** Places in `Ledger.counts`: of the round, and what is checked since the run began. */
export const roundAt = {
  started: 0,
  failovers: 1,
  errors: 2,
  active: 3,
  decisions: 4,
  overChecked: 5,
  overViolated: 6,
  rankChecked: 7,
  rankViolated: 8,
  drainChecked: 9,
  drainViolated: 10,
} as const;
const roundCount = 11;

/** Rows of a place in `Ledger.place`: kinds of link, then what is not served. */
export const placeWidth: number = deliveredEndings + 1;

/** Rows of what a ledger is of; `elements`: appliances and links. */
type RowCounts = {
  readonly metros: number;
  readonly places: number;
  readonly elements: number;
};

export function createLedger({ metros, places, elements }: RowCounts): Ledger {
  const buffer = (bytes: number) => new SharedArrayBuffer(bytes);
  const floats = (rows: number) => new Float64Array(buffer(8 * rows));
  return {
    metro: createExact(metros * cellCount, buffer),
    group: createExact(groupCount * cellCount, buffer),
    metroTime: createExact(metros * tallyCount, buffer),
    groupTime: createExact(groupCount * tallyCount, buffer),
    hosted: createExact(groupCount * 2, buffer),
    missed: createExact(elements * causeCount, buffer),
    sketches: Array.from({ length: groupCount * distributions.length }, () =>
      createSketch(floats(sketchLength)),
    ),
    placeBps: floats(places * placeWidth),
    place: createExact(places * placeWidth, buffer),
    pictures: createSketch(floats(sketchLength)),
    nowBps: floats(cellCount),
    round: createExact(cellCount, buffer),
    members: floats(causeCount),
    memberMs: floats(causeCount),
    counts: floats(roundCount),
    drawn: createExact(1, buffer),
  };
}
