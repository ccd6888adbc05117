// Which cells has the sweep of loads and old reports, and which bars hold in each?
import { defaultLoadRule } from '../../index.ts';
import { calmLoad, greatestAgeS, room, type SweepCase, type SweepOutcome } from './load-sweep.ts';

/** Every load × constant or leaping × even or not × session length × age × instances: 1,620. */
export const sweepCells: readonly SweepCase[] = [0.8, 0.85, 0.9, 0.92, 0.94].flatMap((load) =>
  [false, true].flatMap((leaps) =>
    [false, true].flatMap((isUneven) =>
      [150, 600, 3000].flatMap((sessionS) =>
        [10, 60, 300].flatMap((intervalS) =>
          [0, 1, 2].flatMap((delay) =>
            [1, 10, 100].map((instances) => ({
              ...{ load, leaps, isUneven, sessionS, intervalS, delay, instances },
            })),
          ),
        ),
      ),
    ),
  ),
);

/** A fixed tenth: 81 cells of age, length and instances shift by one against each tenth load. */
export const sweepTenth: readonly SweepCase[] = sweepCells.filter((_, at) => at % 10 === 7);

/** What a box holds at any age: `full`, and four standard deviations of sessions and of demand. */
const oldMax = defaultLoadRule.shed.full + 4 * Math.sqrt(2 / room);

/** Largest utilisation that a greatest age allows. */
export function utilisationMax(of: SweepCase): number {
  const ageS = greatestAgeS(of);
  if (ageS <= 10) return 1;
  if (ageS <= 60) return 1.05;
  return ageS <= 300 ? 1.15 : oldMax;
}

/** What four of twenty boxes are asked for that alone have a tenth of all: 0.9 + 0.1 × 20 ÷ 4. */
const hotTimes = 1.4;

/**
 * Largest utilisation until it has settled: the bar of the age, or what a box comes to that takes
 * all that is asked of it till a report can tell, and four standard deviations of its sessions.
 */
function unseenMax(of: SweepCase): number {
  const times = of.isUneven ? hotTimes : 1;
  const before = of.leaps ? calmLoad * times : of.load;
  const isLeft = Math.exp(-greatestAgeS(of) / of.sessionS);
  const unseen = before * isLeft + of.load * times * (1 - isLeft);
  const bar = utilisationMax(of);
  const most = unseen + 4 * Math.sqrt(unseen / room);
  return most > bar ? most : bar;
}

/** Two largest of many that differ by no more than this differ by chance. */
const chance = 2 / Math.sqrt(room);

/** Which bars an outcome misses; `nothing` is what came of shedding nothing. */
export function missedBars(
  of: SweepCase,
  outcome: SweepOutcome,
  nothing?: SweepOutcome,
): readonly string[] {
  const { max, peak, fullest, emptiest, rms, flips, echo } = outcome;
  const isCalm = of.load === 0.8 && !of.leaps && !of.isUneven && of.delay <= 1;
  const bars: readonly (readonly [string, boolean])[] = [
    ['R10 utilisation', max <= utilisationMax(of)],
    ['R10 until settled', peak <= unseenMax(of)],
    ['R10 spread', fullest <= 1 || emptiest > 0.95],
    ['R10 no worse than nothing', nothing === undefined || max <= nothing.max + chance],
    ['R11 utilisation', !isCalm || max <= 0.9],
    ['R11 deviation', !isCalm || rms <= 0.03],
    ['R11 flips', !isCalm || flips <= 1],
    ['R11 echo', !isCalm || echo <= 0.2],
  ];
  return bars.filter(([, holds]) => !holds).map(([bar]) => bar);
}
