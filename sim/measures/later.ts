// Which KPIs does a run not measure yet? They stand in every result, with the reason.
import type { Kpi } from './kpi.ts';

const noFill = 'no fill is simulated: manifests are as the world says all day';
const noPrices = 'no prices are part of a run: what a fleet costs is a matter of planning';

const names: readonly (readonly [name: string, unit: Kpi['unit'], noData: string])[] = [
  ['cache.churn.bytes', 'B/day', noFill],
  ['fill.bytes', 'B', noFill],
  ['fill.peak.share', 'ratio', noFill],
  ['cost.perDay', 'currency/day', noPrices],
];

/** Fill, churn and cost: null until placement and planning are part of a run. */
export const later: readonly Kpi[] = names.map(([name, unit, noData], k) => ({
  name,
  place: 600 + k,
  unit,
  direction: name === 'cache.churn.bytes' ? 'neither' : 'down',
  tolerance: { relative: 0.05 },
  ofTables: () => NaN,
  noData,
}));
