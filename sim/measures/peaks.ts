// How full did links and appliances get, what is billed, and how often did shedding swing?
import type { Kpi } from './kpi.ts';

/** The ⌈q × n⌉-th smallest; NaN where there are none. */
export function quantileOf(values: Float64Array, q: number): number {
  if (values.length === 0) return NaN;
  const sorted = values.slice().sort();
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))];
}

const quantiles = [
  ['p50', 0.5],
  ['p95', 0.95],
  ['p99', 0.99],
  ['max', 1],
] as const;

/** Peaks are over links and appliances that were asked for anything, each by its largest bin. */
export const peaks: readonly Kpi[] = [
  ...(['link', 'appliance'] as const).flatMap((table, t) =>
    (['asked', 'carried'] as const).flatMap((what, w) =>
      quantiles.map(
        ([text, q], k): Kpi => ({
          name: `${table}.peak.${what}.${text}`,
          place: 300 + 20 * t + 10 * w + k,
          unit: 'ratio',
          direction: 'down',
          tolerance: { absolute: 0.02 },
          ofTables: (tables) => quantileOf(tables.peaks[table][what], q),
          elements: (tables) => tables.peaks[table][what].length,
          isNoise: (tables) => tables.isNoise[table],
          noData: `no ${table} was asked for anything in the window`,
        }),
      ),
    ),
  ),
  {
    name: 'transit.billed.bps',
    place: 350,
    unit: 'bps',
    direction: 'down',
    tolerance: { relative: 0.02 },
    ofTables: ({ billedBps }) => billedBps ?? NaN,
    isNoise: (tables) => tables.isNoise.transit,
    noData: 'the world has no transit link',
  },
  {
    name: 'control.flips',
    place: 360,
    unit: 'count',
    direction: 'down',
    tolerance: { relative: 0.1 },
    ofTables: ({ flips }) => flips,
    isNoise: (tables) => tables.isNoise.appliance || tables.isNoise.link,
    noData: 'the world has no appliance',
  },
];
