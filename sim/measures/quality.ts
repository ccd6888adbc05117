// What did members see?
import type { Kpi } from './kpi.ts';
import type { TallyName } from './ledger.ts';
import { ofQuantile } from './quantiles.ts';
import { delivered } from './traffic.ts';
import { ratio, type Slice } from './window.ts';

const nothingWanted = 'nobody wanted anything in the window';
const nobody = 'no session was there in the window';

/** Time played, thousandths of a ms: what was wanted and is nothing else. */
function playedUs({ times }: Slice): bigint {
  return 1000n * (times.wantedMs - times.goneMs) - times.startingUs - times.stalledUs;
}

const ofPresent = (name: string, place: number, tally: TallyName, absolute: number): Kpi => ({
  name,
  place,
  unit: 'ratio',
  direction: 'down',
  tolerance: { absolute },
  ofSessions: ({ times }) => ratio(times[tally], times.present),
  whole: ({ times }) => times.present,
  noData: nobody,
});

/** Start delay, bitrate, what was played and what stood still, and sessions that went wrong. */
export const quality: readonly Kpi[] = [
  ...[0.5, 0.95].map(
    (q, part): Kpi => ({
      name: `qoe.start.p${q * 100}`,
      place: 400 + part,
      unit: 'ms',
      direction: 'down',
      tolerance: { relative: 0.02 },
      ...ofQuantile('start', q, ({ times }) => Number(times.pictureless)),
      noData: 'no session started in the window',
    }),
  ),
  {
    name: 'qoe.bitrate.mean',
    place: 410,
    unit: 'bps',
    direction: 'up',
    tolerance: { relative: 0.01 },
    ofSessions: (slice) => ratio(delivered(slice), slice.times.wantedMs),
    noData: nothingWanted,
  },
  {
    name: 'qoe.play.share',
    place: 415,
    unit: 'ratio',
    direction: 'up',
    tolerance: { absolute: 0.0005 },
    ofSessions: (slice) => ratio(playedUs(slice), 1000n * slice.times.wantedMs),
    whole: ({ times }) => times.wantedMs,
    noData: nothingWanted,
  },
  {
    name: 'qoe.rebuffer.ratio',
    place: 420,
    unit: 'ratio',
    direction: 'down',
    tolerance: { absolute: 0.0005 },
    ofSessions: (slice) => ratio(slice.times.stalledUs, playedUs(slice) + slice.times.stalledUs),
    whole: (slice) => playedUs(slice) + slice.times.stalledUs,
    noData: 'nothing was played or stood still in the window',
  },
  ofPresent('qoe.failover.share', 430, 'failedOver', 0.002),
  ofPresent('qoe.error.share', 440, 'erred', 0.0005),
  ofPresent('qoe.abandon.share', 450, 'gaveUp', 0.0005),
];
