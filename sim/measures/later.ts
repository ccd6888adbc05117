// Which KPIs does a run not measure yet? They stand in every result, with the reason.
import type { Kpi } from './kpi.ts';

const notMeasured = (
  name: string,
  place: number,
  unit: Kpi['unit'],
  direction: Kpi['direction'],
  noData: string,
): Kpi => ({
  name,
  place,
  unit,
  direction,
  tolerance: { relative: 0.05 },
  ofTables: () => NaN,
  noData,
});

const noFill = 'no fill is simulated: manifests are as the world says all day';

/** Fill, churn and cost: null until placement and planning are part of a run. */
export const later: readonly Kpi[] = [
  notMeasured('cache.churn.bytes', 600, 'B/day', 'neither', noFill),
  notMeasured('fill.bytes', 610, 'B', 'down', noFill),
  notMeasured('fill.peak.share', 611, 'ratio', 'down', noFill),
  notMeasured('cost.perDay', 620, 'currency/day', 'down', 'the scenario names no prices'),
];
