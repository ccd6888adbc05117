// How does a KPI read a quantile of what was measured, and how well does it know it?
import type { Kpi } from './kpi.ts';
import type { DistributionName } from './ledger.ts';
import { quantile, shareBelow } from './sketch.ts';
import type { SessionSlice } from './window.ts';

type OfSessions = Extract<Kpi, { readonly ofTables?: undefined }>;

/** The quantile `q` of a distribution; `beyond` is how many are above all of it. */
export function ofQuantile(
  name: DistributionName,
  q: number,
  beyond: (slice: SessionSlice) => number = () => 0,
): Pick<OfSessions, 'ofSessions'> & Required<Pick<OfSessions, 'quantile'>> {
  const at = (slice: SessionSlice, share: number): number =>
    quantile(slice.sketches[name], share, beyond(slice));
  const below = (slice: SessionSlice, value: number): number =>
    shareBelow(slice.sketches[name], value, beyond(slice));
  return { ofSessions: (slice) => at(slice, q), quantile: { q, at, below } };
}
