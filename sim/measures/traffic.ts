// How much was asked for, over which class of link did it come, and what did not?
import { linkKinds } from '@fairlead/core';
import { causeCount, deliveredEndings, type Ending, endingAt } from './account.ts';
import { type Direction, type Kpi, nothingAsked } from './kpi.ts';
import { ratio, type Slice, sumOf } from './window.ts';

const endingOf = (cell: number): number => Math.floor(cell / causeCount);

/** Asked of one ending, and of all that were delivered, 1/1000 bit. */
const ofEnding = (slice: Slice, ending: Ending): bigint =>
  sumOf(slice, (cell) => endingOf(cell) === endingAt[ending]);
export const delivered = (slice: Slice): bigint =>
  sumOf(slice, (cell) => endingOf(cell) < deliveredEndings);

const better: { readonly [kind: string]: Direction } = {
  embedded: 'up',
  pni: 'neither',
  ix: 'neither',
  transit: 'down',
};

const share = (
  name: string,
  place: number,
  direction: Direction,
  part: (slice: Slice) => bigint,
): Kpi => ({
  name,
  place,
  unit: 'ratio',
  direction,
  tolerance: { absolute: direction === 'down' && name.includes('unserved') ? 0.0005 : 0.005 },
  ofSessions: (slice) => ratio(part(slice), sumOf(slice)),
  whole: (slice) => sumOf(slice),
  noData: nothingAsked,
});

const bytes = (name: string, place: number, part: (slice: Slice) => bigint): Kpi => ({
  name,
  place,
  unit: 'B',
  direction: 'neither',
  tolerance: { relative: 0.01 },
  ofSessions: (slice) => (sumOf(slice) === 0n ? NaN : Number(part(slice)) / 8000),
  noData: nothingAsked,
});

/** What was asked and delivered, and which part came how: the parts sum to 1. */
export const traffic: readonly Kpi[] = [
  bytes('traffic.asked.bytes', 100, sumOf),
  bytes('traffic.bytes', 101, delivered),
  ...linkKinds.map((kind, code) =>
    share(`traffic.${kind}.share`, 110 + code, better[kind], (slice) => ofEnding(slice, kind)),
  ),
  share('traffic.unserved.share', 120, 'down', (slice) => sumOf(slice) - delivered(slice)),
  ...(['reduced', 'stalled', 'absent'] as const).map((ending, k) =>
    share(`traffic.${ending}.share`, 121 + k, 'neither', (slice) => ofEnding(slice, ending)),
  ),
  {
    name: 'offload.share',
    place: 130,
    unit: 'ratio',
    direction: 'up',
    tolerance: { absolute: 0.005 },
    ofSessions: ({ hosted }) => ratio(hosted.embedded, hosted.asked),
    whole: ({ hosted }) => hosted.asked,
    noData: 'no network with an embedded site asked for anything',
  },
  ...linkKinds.map(
    (kind, code): Kpi => ({
      name: `traffic.peakhour.${kind}.share`,
      place: 140 + code,
      unit: 'ratio',
      direction: 'neither',
      tolerance: { absolute: 0.005 },
      ofTables: ({ peakHours }) =>
        peakHours.all === 0 ? NaN : peakHours.kinds[code] / peakHours.all,
      // Of networks of which few sessions are played, the hour that looks best is one of chance.
      isNoise: ({ isNoise }) => isNoise.network,
      noData: 'nothing was delivered in the window',
    }),
  ),
];
