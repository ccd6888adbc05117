// What does a desk write down? Integers only, in memory that the conductor reads.
import { cellCount, deliveredEndings } from './account.ts';
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
 * | `sketches`  | a group × distribution                |
 * | `hours`     | delivered, by network, UTC hour of the window and kind of link |
 *
 * and of the round that is played, whether it is measured or not:
 *
 * | field      | rows                                                                   |
 * | ---------- | ---------------------------------------------------------------------- |
 * | `nowBps`   | `cellCount`: asked now, as if nothing were short                       |
 * | `round`    | `cellCount`: asked in the round; what levels took of it is moved later |
 * | `counts`   | see `roundAt`                                                          |
 * | `drawn`    | one row: asked in this minute by all who were drawn, booked then       |
 */
export type Ledger = {
  readonly metro: Exact;
  readonly group: Exact;
  readonly metroTime: Exact;
  readonly groupTime: Exact;
  readonly hosted: Exact;
  readonly sketches: readonly Sketch[];
  readonly hours: Float64Array;
  readonly nowBps: Float64Array;
  readonly round: Exact;
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

export function createLedger(metros: number, networkHours: number): Ledger {
  const buffer = (bytes: number) => new SharedArrayBuffer(bytes);
  const floats = (rows: number) => new Float64Array(buffer(8 * rows));
  return {
    metro: createExact(metros * cellCount, buffer),
    group: createExact(groupCount * cellCount, buffer),
    metroTime: createExact(metros * tallyCount, buffer),
    groupTime: createExact(groupCount * tallyCount, buffer),
    hosted: createExact(groupCount * 2, buffer),
    sketches: Array.from({ length: groupCount * distributions.length }, () =>
      createSketch(floats(sketchLength)),
    ),
    hours: floats(networkHours * deliveredEndings),
    nowBps: floats(cellCount),
    round: createExact(cellCount, buffer),
    counts: floats(roundCount),
    drawn: createExact(1, buffer),
  };
}
