// How much did the nearest appliances serve, and why did they not serve the rest?
import { causeAt, causeCount, causes, deliveredEndings } from './account.ts';
import { type Kpi, nothingAsked } from './kpi.ts';
import { ratio, sumOf } from './window.ts';

const isShed = (cause: string): boolean => cause === 'load' || cause === 'link';
const causeOf = (cell: number): number => cell % causeCount;

/**
 * `cache.efficiency`: delivered by appliances of rank 0 ÷ asked. `miss.<cause>.share`: asked while
 * no appliance of rank 0 had the session, by why. With what rank 0 left unserved they sum to 1.
 * Source of the word: Netflix TechBlog, "Classifying Cache Misses", 2025.
 */
export const misses: readonly Kpi[] = [
  {
    name: 'miss.share',
    place: 200,
    unit: 'ratio',
    direction: 'down',
    tolerance: { absolute: 0.005 },
    ofSessions: (slice) =>
      ratio(
        sumOf(slice, (cell) => causeOf(cell) !== causeAt.first),
        sumOf(slice),
      ),
    whole: (slice) => sumOf(slice),
    noData: nothingAsked,
  },
  ...causes
    .filter((cause) => cause !== 'first')
    .map(
      (cause): Kpi => ({
        name: `miss.${cause}.share`,
        place: 200 + causeAt[cause],
        unit: 'ratio',
        direction: 'neither',
        tolerance: { absolute: 0.005 },
        ofSessions: (slice) =>
          ratio(
            sumOf(slice, (cell) => causeOf(cell) === causeAt[cause]),
            sumOf(slice),
          ),
        whole: (slice) => sumOf(slice),
        // Who is shed hangs on how full one appliance or link is believed.
        isNoise: ({ isNoise }) => isShed(cause) && (isNoise.appliance || isNoise.link),
        noData: nothingAsked,
      }),
    ),
  {
    name: 'cache.efficiency',
    place: 220,
    unit: 'ratio',
    direction: 'up',
    tolerance: { absolute: 0.005 },
    ofSessions: (slice) =>
      ratio(
        sumOf(
          slice,
          (cell) => causeOf(cell) === causeAt.first && cell < deliveredEndings * causeCount,
        ),
        sumOf(slice),
      ),
    whole: (slice) => sumOf(slice),
    noData: nothingAsked,
  },
];
