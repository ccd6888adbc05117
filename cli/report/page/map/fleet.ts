// Where do the sites stand, how large and how busy are they? One row of the map a site.
import { counted, grouped } from '@fairlead/core';
import type { EmbeddedRun } from '../../embed.ts';
import { quantity } from '../format.ts';
import { largest, numbersOf, tableOf, textsOf } from '../frame.ts';

export type Fleet = {
  readonly count: number;
  readonly id: readonly string[];
  readonly kind: readonly string[];
  readonly city: readonly string[];
  readonly country: readonly string[];
  readonly lat: Float64Array;
  readonly lon: Float64Array;
  readonly capacityBps: Float64Array;
  readonly peakShare: Float64Array;
  readonly capacityBpsMax: number;
  /** Rows by peak share, the busiest first. */
  readonly busiest: readonly number[];
};

/** Lower ends of the classes of load, and the tokens of their colours. */
export const loads = [
  [0, '--load-1', 'below 40 %'],
  [0.4, '--load-2', '40 to 60 %'],
  [0.6, '--load-3', '60 to 80 %'],
  [0.8, '--load-4', '80 to 95 %'],
  [0.95, '--load-5', '95 % and more'],
] as const;

export function loadClass(share: number): number {
  return Math.max(
    0,
    loads.findLastIndex(([from]) => share >= from),
  );
}

export function fleetOf(run: EmbeddedRun): Fleet {
  const table = tableOf(run, 'sites');
  const peakShare = numbersOf(table, 'peak_carried_share');
  const capacityBps = numbersOf(table, 'capacity_bps');
  const rows = Array.from(peakShare, (_, row) => row);
  rows.sort((a, b) => (peakShare[b] || 0) - (peakShare[a] || 0) || a - b);
  return {
    count: table.count,
    id: textsOf(table, 'site'),
    kind: textsOf(table, 'kind'),
    city: textsOf(table, 'city'),
    country: textsOf(table, 'country'),
    lat: numbersOf(table, 'lat'),
    lon: numbersOf(table, 'lon'),
    capacityBps,
    peakShare,
    capacityBpsMax: largest(capacityBps),
    busiest: rows,
  };
}

/** "fra-1, Frankfurt, DE: ix, peak 93 % of 4.20 Tbps". */
export function siteLine(fleet: Fleet, row: number): string {
  const place = [fleet.id[row], fleet.city[row], fleet.country[row]].filter(Boolean).join(', ');
  const share = quantity(fleet.peakShare[row] ?? Number.NaN, 'share');
  const capacity = quantity(fleet.capacityBps[row] ?? Number.NaN, 'bps');
  return `${place}: ${fleet.kind[row]}, peak ${share} of ${capacity}`;
}

/** The map in a sentence or two, for those who do not see it. */
export function fleetSummary(fleet: Fleet): string {
  const hot = fleet.peakShare.filter((share) => share >= 0.95).length;
  const embedded = fleet.kind.filter((kind) => kind === 'embedded').length;
  const countries = new Set(fleet.country).size;
  const [top] = fleet.busiest;
  return [
    `Map of ${counted(fleet.count, 'site')} in ${counted(countries, 'country', 'countries')}:`,
    `${grouped(embedded)} embedded, ${grouped(fleet.count - embedded)} ix;`,
    `${grouped(hot)} reached 95 % of capacity or more.`,
    top === undefined ? '' : `Busiest: ${siteLine(fleet, top)}.`,
  ].join(' ');
}
