// All KPIs, in the order in which people read them.
import type { Kpi } from './kpi.ts';
import * as registry from './registry.ts';

export const kpis: readonly Kpi[] = [
  ...registry.traffic,
  ...registry.misses,
  ...registry.peaks,
  ...registry.quality,
  ...registry.nearness,
];

/** Names that a scenario's `expect` may hold. */
export const kpiNames: readonly string[] = kpis.map((kpi) => kpi.name);
