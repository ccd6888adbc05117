// How far away were members served?
import type { Kpi } from './kpi.ts';
import type { DistributionName } from './ledger.ts';
import { ofQuantile } from './quantiles.ts';

const populations = [
  ['bytes', 'Bytes', 'nothing was delivered in the window'],
  ['starts', 'Starts', 'no session of the window got a target'],
] as const;

const measures = [
  ['distance', 'km', 'km'],
  ['rtt', 'ms', 'rtt'],
] as const;

/** Distance and round trip from the member's metro to the site: of bytes, and of first targets. */
export const nearness: readonly Kpi[] = measures.flatMap(([measure, unit, prefix], m) =>
  populations.flatMap(([population, suffix, noData], p) =>
    [0.5, 0.95].map(
      (q, k): Kpi => ({
        name: `steer.${measure}.${population}.p${q * 100}`,
        place: 500 + 10 * m + 2 * p + k,
        unit,
        direction: 'down',
        tolerance: { relative: 0.02 },
        ...ofQuantile(`${prefix}${suffix}` as DistributionName, q),
        noData,
      }),
    ),
  ),
);
