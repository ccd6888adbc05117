// How far away were members served?
import { quantile } from './histogram.ts';
import type { Kpi } from './kpi.ts';

const noStart = 'no session of the window got a target';

/** Distance and round-trip time from the member's metro to the site of the first target. */
export const nearness: readonly Kpi[] = [0.5, 0.95].flatMap((q, part): Kpi[] => [
  {
    name: `steer.distance.p${q * 100}`,
    place: 500 + 10 * part,
    unit: 'km',
    direction: 'down',
    tolerance: { relative: 0.02 },
    value: ({ distanceKm }) => quantile(distanceKm, q),
    noData: noStart,
  },
  {
    name: `steer.rtt.p${q * 100}`,
    place: 501 + 10 * part,
    unit: 'ms',
    direction: 'down',
    tolerance: { relative: 0.02 },
    value: ({ rttMs }) => quantile(rttMs, q),
    noData: noStart,
  },
]);
