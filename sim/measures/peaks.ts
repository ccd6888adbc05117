// How full did links and appliances get, and how often did shedding switch?
import type { Kpi } from './kpi.ts';
import { quantileOf } from './totals.ts';

/** Peaks are over links and appliances, each by its largest epoch mean ÷ capacity. */
export const peaks: readonly Kpi[] = [
  {
    name: 'link.peak.max',
    place: 300,
    unit: 'ratio',
    direction: 'down',
    tolerance: { absolute: 0.02 },
    value: ({ linkPeak }) => quantileOf(linkPeak, 1),
    noData: 'the world has no link',
  },
  {
    name: 'link.peak.p95',
    place: 310,
    unit: 'ratio',
    direction: 'down',
    tolerance: { absolute: 0.02 },
    value: ({ linkPeak }) => quantileOf(linkPeak, 0.95),
    noData: 'the world has no link',
  },
  {
    name: 'appliance.peak.p99',
    place: 320,
    unit: 'ratio',
    direction: 'down',
    tolerance: { absolute: 0.02 },
    value: ({ appliancePeak }) => quantileOf(appliancePeak, 0.99),
    noData: 'the world has no appliance',
  },
  {
    name: 'control.flips',
    place: 330,
    unit: 'count',
    direction: 'down',
    tolerance: { relative: 0.1 },
    value: ({ flips }) => flips,
    noData: 'the world has no appliance',
  },
];
