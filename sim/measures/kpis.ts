// All KPIs, in the order in which people read them.
import type { Kpi } from './kpi.ts';
import * as registry from './registry.ts';

/** Of all families, by place. */
export const kpis: readonly Kpi[] = Object.values(registry)
  .flat()
  .sort((a, b) => a.place - b.place);

/** Names that a scenario's `expect` may hold. */
export const kpiNames: readonly string[] = kpis.map((kpi) => kpi.name);
