// How much was asked for, and over which class of link did it come?
import { linkKinds } from '@fairlead/core';
import { type Kpi, nothingAsked } from './kpi.ts';
import { networkWidth } from './tally.ts';
import { allBits, ratio, type Totals } from './totals.ts';

const better = { embedded: 'up', pni: 'neither', ix: 'neither', transit: 'down' } as const;

/** Bits delivered over embedded links and asked for in all, over networks with an embedded site. */
function offload({ network, hasEmbedded }: Totals): number {
  let embedded = 0;
  let all = 0;
  for (let row = 0; row < hasEmbedded.length; row++) {
    if (hasEmbedded[row] === 0) continue;
    embedded += network[row * networkWidth];
    for (let column = 0; column < 5; column++) all += network[row * networkWidth + column];
  }
  return all === 0 ? NaN : embedded / all;
}

/** `traffic.bytes`, `traffic.*.share` (the five shares sum to 1) and `offload.share`. */
export const traffic: readonly Kpi[] = [
  {
    name: 'traffic.bytes',
    place: 100,
    unit: 'B',
    direction: 'neither',
    tolerance: { relative: 0.01 },
    value: (totals) => Number(allBits(totals)) / 8,
    noData: nothingAsked,
  },
  ...linkKinds.map(
    (kind, code): Kpi => ({
      name: `traffic.${kind}.share`,
      place: 110 + code,
      unit: 'ratio',
      direction: better[kind],
      tolerance: { absolute: 0.005 },
      value: (totals) => ratio(totals.kindBits[code], allBits(totals)),
      noData: nothingAsked,
    }),
  ),
  {
    name: 'traffic.unserved.share',
    place: 120,
    unit: 'ratio',
    direction: 'down',
    tolerance: { absolute: 0.0005 },
    value: (totals) =>
      ratio(totals.unservedBits + totals.refusedBits + totals.lostBits, allBits(totals)),
    noData: nothingAsked,
  },
  {
    name: 'offload.share',
    place: 130,
    unit: 'ratio',
    direction: 'up',
    tolerance: { absolute: 0.005 },
    value: offload,
    noData: 'no network with an embedded site asked for anything',
  },
];
