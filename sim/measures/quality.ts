// What did members see?
import { quantile } from './histogram.ts';
import type { Kpi } from './kpi.ts';
import { at } from './tally.ts';
import { ratio } from './totals.ts';

const nothingPlayed = 'nothing was played in the window';
const noSession = 'no session started in the window';

/** Start delay, mean bitrate, and the shares of rebuffering, failovers and errors. */
export const quality: readonly Kpi[] = [
  ...[0.5, 0.95].map(
    (q, part): Kpi => ({
      name: `qoe.start.p${q * 100}`,
      place: 400 + part,
      unit: 'ms',
      direction: 'down',
      tolerance: { relative: 0.02 },
      value: ({ startDelayMs }) => quantile(startDelayMs, q),
      noData: 'no session of the window got a first picture',
    }),
  ),
  {
    name: 'qoe.bitrate.mean',
    place: 410,
    unit: 'bps',
    direction: 'up',
    tolerance: { relative: 0.01 },
    value: ({ counts, weight }) =>
      ratio(counts[at.deliveredBits] * 1000n, counts[at.playMs]) / weight,
    noData: nothingPlayed,
  },
  {
    name: 'qoe.rebuffer.ratio',
    place: 420,
    unit: 'ratio',
    direction: 'down',
    tolerance: { absolute: 0.0005 },
    value: ({ counts }) => ratio(counts[at.rebufferMs], counts[at.playMs]),
    noData: nothingPlayed,
  },
  {
    name: 'qoe.failover.share',
    place: 430,
    unit: 'ratio',
    direction: 'down',
    tolerance: { absolute: 0.002 },
    value: ({ counts }) => ratio(counts[at.failovers], counts[at.sessions]),
    noData: noSession,
  },
  {
    name: 'qoe.error.share',
    place: 440,
    unit: 'ratio',
    direction: 'down',
    tolerance: { absolute: 0.0005 },
    value: ({ counts }) => ratio(counts[at.refused] + counts[at.lost], counts[at.sessions]),
    noData: noSession,
  },
];
