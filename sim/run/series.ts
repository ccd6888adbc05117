// Which tables does a run leave behind?
import { linkKinds, readIds, siteKinds, type World } from '@fairlead/core';
import type { Conductor, EpochRow } from '../loops/conductor.ts';
import {
  causeCount,
  causes,
  cellAt,
  deliveredEndings,
  type Ending,
  endingAt,
} from '../measures/account.ts';
import type { Slice } from '../measures/window.ts';
import { isoText } from './instant.ts';
import { billedOf, carriedBytes, type Window } from './read-window.ts';
import type { Series, SeriesColumn } from './result.ts';

type Values = SeriesColumn['values'];

function table(name: string, columns: readonly (readonly [string, Values])[]): Series {
  return { name, columns: columns.map(([column, values]) => ({ name: column, values })) };
}

/** 1/1000 bit over a span as whole bits per second. */
const bpsOf = (amount: number, spanMs: number): number => Math.floor(amount / spanMs + 0.5);

/** Shares are given to six digits. */
const rounded = (share: number): number => Math.floor(share * 1e6 + 0.5) / 1e6;

/** The series of sim/run/result.ts. */
export function seriesOf(world: World, conductor: Conductor, window: Window): Series[] {
  return [
    epochTable(conductor),
    causeTable(conductor),
    utilisationTable(conductor),
    siteTable(world, conductor),
    placeTable('networks', window.networks, networkKeys(world, conductor)),
    placeTable(
      'countries',
      window.countries.map(([, slice]) => slice),
      [['country', window.countries.map(([code]) => code)]],
    ),
    linkTable(conductor),
    applianceTable(conductor),
    eventTable(conductor),
  ];
}

const ofEnding = ({ cells }: EpochRow, ending: number): number => {
  let sum = 0;
  for (let cause = 0; cause < causeCount; cause++) sum += cells[cellAt(ending, cause)];
  return sum;
};
const ofCause = ({ cells }: EpochRow, cause: number): number => {
  let sum = 0;
  for (let cell = cause; cell < cells.length; cell += causeCount) sum += cells[cell];
  return sum;
};

function epochTable({ rows, setup }: Conductor): Series {
  const { share } = setup;
  const column = (value: (row: EpochRow) => number) => Float64Array.from(rows, value);
  const bps = (amount: (row: EpochRow) => number) =>
    column((row) => bpsOf(amount(row) / share, row.spanMs));
  const unserved: readonly Ending[] = ['reduced', 'stalled', 'absent'];
  const sum = (row: EpochRow, endings: readonly Ending[]): number =>
    endings.reduce((all, ending) => all + ofEnding(row, endingAt[ending]), 0);
  return table('epochs', [
    ['at', rows.map((row) => isoText(setup.timeline.startMs + row.startMs))],
    ['sessions_started', column((row) => row.started)],
    ['sessions_active', column((row) => row.active)],
    ['asked_bps', bps((row) => row.cells.reduce((all, amount) => all + amount, 0))],
    ...linkKinds.map(
      (kind, ending) => [`${kind}_bps`, bps((row) => ofEnding(row, ending))] as const,
    ),
    ['unserved_bps', bps((row) => sum(row, unserved))],
    ...unserved.map((ending) => [`${ending}_bps`, bps((row) => sum(row, [ending]))] as const),
    ...causes
      .slice(1)
      .map((cause, k) => [`miss_${cause}_bps`, bps((row) => ofCause(row, k + 1))] as const),
    ['failovers', column((row) => row.failovers)],
    ['errors', column((row) => row.errors)],
    ['flips', column((row) => row.flips)],
  ]);
}

/** One row an epoch and cause: bytes asked under it. */
function causeTable({ rows, setup }: Conductor): Series {
  const pairs = rows.flatMap((row) => causes.map((cause, k) => ({ row, cause, k })));
  return table('causes', [
    ['at', pairs.map(({ row }) => isoText(setup.timeline.startMs + row.startMs))],
    ['cause', pairs.map(({ cause }) => cause)],
    ['bytes', Float64Array.from(pairs, ({ row, k }) => ofCause(row, k) / setup.share / 8000)],
  ]);
}

/** How full appliances and links were that were asked for anything, a row a bin. */
function utilisationTable({ elements, setup }: Conductor): Series {
  const { binBps, binFromMs, links, count, capacityBps, peakAsked } = elements;
  const quantiles = [0.5, 0.9, 0.95, 0.99, 1] as const;
  const of = (from: number, to: number): (readonly number[])[] =>
    binBps.map((bin) => {
      const shares = bin.slice(from, to).map((bps, row) => bps / capacityBps[from + row]);
      const used = shares.filter((_, row) => peakAsked[from + row] > 0).sort();
      return quantiles.map((q) => used[Math.max(0, Math.ceil(q * used.length) - 1)] ?? 0);
    });
  const [appliances, ofLinks] = [of(0, links), of(links, count)];
  const columns = (name: string, rows: readonly (readonly number[])[]): Keys =>
    quantiles.map((q, k) => [
      `${name}_${q === 1 ? 'max' : `p${q * 100}`}`,
      Float64Array.from(rows, (row) => rounded(row[k])),
    ]);
  return table('utilisation', [
    ['at', binFromMs.map((fromMs) => isoText(setup.timeline.startMs + fromMs))],
    ...columns('appliance', appliances),
    ...columns('link', ofLinks),
  ]);
}

type Keys = readonly (readonly [string, Values])[];

function networkKeys({ networks }: World, { setup }: Conductor): Keys {
  return [
    ['asn', Float64Array.from(networks.asn)],
    ['name', networks.name],
    ['country', networks.country],
    ['members', networks.members],
    ['has_embedded', Float64Array.from(setup.hasEmbedded)],
  ];
}

/** What befell the members of each place. */
function placeTable(name: string, slices: readonly Slice[], keys: Keys): Series {
  const bytes = (cells: (ending: number, cause: number) => boolean) =>
    Float64Array.from(slices, (slice) => {
      let sum = 0n;
      slice.cells.forEach((amount, cell) => {
        if (cells(Math.floor(cell / causeCount), cell % causeCount)) sum += amount;
      });
      return Number(sum) / 8000;
    });
  const times = (value: (slice: Slice) => bigint) =>
    Float64Array.from(slices, (slice) => Number(value(slice)));
  return table(name, [
    ...keys,
    ['sessions', times(({ times: of }) => of.starts)],
    ['asked_bytes', bytes(() => true)],
    ...linkKinds.map((kind, k) => [`${kind}_bytes`, bytes((ending) => ending === k)] as const),
    ['unserved_bytes', bytes((ending) => ending >= deliveredEndings)],
    ...causes
      .slice(1)
      .map((cause, k) => [`miss_${cause}_bytes`, bytes((_, of) => of === k + 1)] as const),
    ['wanted_ms', times(({ times: of }) => of.wantedMs)],
    ['stalled_ms', times(({ times: of }) => of.stalledUs / 1000n)],
    ['errors', times(({ times: of }) => of.erred)],
  ]);
}

function siteTable({ sites }: World, conductor: Conductor): Series {
  const { setup, elements } = conductor;
  const { snapshot, siteWorldRow, share } = setup;
  const siteOfLink = (link: number): number => snapshot.linkSite[link];
  const capacityBps = new Float64Array(snapshot.siteCount);
  for (let row = 0; row < snapshot.applianceCount; row++)
    capacityBps[snapshot.clusterSite[snapshot.applianceCluster[row]]] += snapshot.capacityBps[row];
  const bytes = new Float64Array(snapshot.siteCount);
  const peakBps = new Float64Array(snapshot.siteCount);
  for (let link = 0; link < snapshot.linkCount; link++)
    bytes[siteOfLink(link)] += carriedBytes(conductor, elements.links + link) / share;
  for (const bin of elements.binBps) {
    const sum = new Float64Array(snapshot.siteCount);
    for (let link = 0; link < snapshot.linkCount; link++)
      sum[siteOfLink(link)] += bin[elements.links + link] / share;
    sum.forEach((bps, site) => {
      if (bps > peakBps[site]) peakBps[site] = bps;
    });
  }
  const rows = [...siteWorldRow];
  return table('sites', [
    ['site', readIds(snapshot, 'site')],
    ['kind', rows.map((row) => siteKinds[sites.kind[row]])],
    ['asn', Float64Array.from(rows, (row) => sites.asn[row])],
    ['country', rows.map((row) => sites.country[row])],
    ['city', rows.map((row) => sites.city[row])],
    ['lat', Float64Array.from(rows, (row) => sites.lat[row])],
    ['lon', Float64Array.from(rows, (row) => sites.lon[row])],
    ['capacity_bps', capacityBps],
    ['peak_bps', peakBps.map((bps) => Math.floor(bps + 0.5))],
    [
      'peak_carried_share',
      peakBps.map((bps, site) => rounded(bps / Math.max(1, capacityBps[site]))),
    ],
    ['bytes', bytes],
  ]);
}

function linkTable(conductor: Conductor): Series {
  const { snapshot } = conductor.setup;
  const sites = readIds(snapshot, 'site');
  const { links, count } = conductor.elements;
  return table('links', [
    ['link', readIds(snapshot, 'link')],
    ['site', Array.from(snapshot.linkSite, (site) => sites[site])],
    ['kind', Array.from(snapshot.linkKind, (kind) => linkKinds[kind])],
    ['capacity_bps', snapshot.linkCapacityBps],
    ...peaksOf(conductor, links, count),
    [
      'billed_bps',
      Float64Array.from(
        snapshot.linkKind,
        (_, link) => billedOf(conductor, link) / conductor.setup.share,
      ),
    ],
  ]);
}

function applianceTable(conductor: Conductor): Series {
  const { snapshot } = conductor.setup;
  const sites = readIds(snapshot, 'site');
  const site = Array.from(snapshot.applianceCluster, (row) => sites[snapshot.clusterSite[row]]);
  return table('appliances', [
    ['appliance', readIds(snapshot, 'appliance')],
    ['site', site],
    ['capacity_bps', snapshot.capacityBps],
    ...peaksOf(conductor, 0, conductor.elements.links),
  ]);
}

/** Peaks and bytes of the rows from `from` to before `to`. */
function peaksOf(conductor: Conductor, from: number, to: number): Keys {
  const { peakAsked, peakCarried } = conductor.elements;
  const rows = Array.from({ length: to - from }, (_, k) => from + k);
  return [
    ['peak_asked_share', peakAsked.slice(from, to).map(rounded)],
    ['peak_carried_share', peakCarried.slice(from, to).map(rounded)],
    [
      'bytes',
      Float64Array.from(rows, (row) => carriedBytes(conductor, row) / conductor.setup.share),
    ],
  ];
}

function eventTable({ setup }: Conductor): Series {
  const rows = setup.scenario.events.flatMap((event) => [
    { ...event, text: `${event.kind} begins` },
    ...(event.untilMs === undefined
      ? []
      : [{ ...event, atMs: event.untilMs, text: `${event.kind} ends` }]),
  ]);
  rows.sort((a, b) => a.atMs - b.atMs);
  return table('events', [
    ['at', rows.map((row) => isoText(row.atMs))],
    ['kind', rows.map((row) => row.kind)],
    ['target', rows.map((row) => row.target)],
    ['text', rows.map((row) => row.text)],
  ]);
}
