// Which tables does a run leave behind?
import { labels, linkKinds, overlays, readIds, siteKinds, type World } from '@fairlead/core';
import { networkWidth } from '../measures/tally.ts';
import { isoText } from './instant.ts';
import type { Series, SeriesColumn } from './result.ts';
import type { Played } from './simulate.ts';

type Values = SeriesColumn['values'];

function table(name: string, columns: readonly (readonly [string, Values])[]): Series {
  return { name, columns: columns.map(([column, values]) => ({ name: column, values })) };
}

/** Bits over an epoch as whole bits per second. */
const bpsOf = (bits: number, epochMs: number): number => Math.floor((bits * 1000) / epochMs + 0.5);

/** Shares are given to six digits. */
const rounded = (share: number): number => Math.floor(share * 1e6 + 0.5) / 1e6;

/** `bps` of `capacityBps`; less than 1 bit/s counts as 1. */
const shareOf = (bps: number, capacityBps: number): number =>
  rounded(bps / Math.max(1, capacityBps));

/** The series of sim/run/result.ts. */
export function seriesOf(world: World, played: Played): Series[] {
  return [
    epochTable(played),
    utilisationTable(played),
    siteTable(world, played),
    networkTable(world, played),
    linkTable(played),
    applianceTable(played),
    eventTable(played),
  ];
}

/** Why a session of a simulation can be passed over: its requests have no needs of their own. */
const causes = labels.flatMap((label, code) => {
  const overlay = overlays.find(({ letter }) => letter === label);
  const isAsked = overlay === undefined || overlay.bits === 0 || overlay.needBits !== 0;
  return isAsked ? [{ name: overlay?.name ?? 'content', code }] : [];
});

function epochTable({ conductor }: Played): Series {
  const { rows, setup } = conductor;
  const column = (value: (row: (typeof rows)[number]) => number) => Float64Array.from(rows, value);
  const bps = (bits: (row: (typeof rows)[number]) => number) =>
    column((row) => bpsOf(bits(row), setup.epochMs));
  return table('epochs', [
    ['at', rows.map((row) => isoText(setup.startMs + row.startMs))],
    ['sessions_started', column((row) => row.started)],
    ['sessions_active', column((row) => row.active)],
    ...[...linkKinds, 'unserved'].map(
      (kind, k) => [`${kind}_bps`, bps((row) => row.bits[k])] as const,
    ),
    ...causes.map(
      ({ name, code }) => [`miss_${name}_bps`, bps((row) => row.missedBits[code])] as const,
    ),
    ['failovers', column((row) => row.failovers)],
    ['errors', column((row) => row.errors)],
    ['flips', column((row) => row.flips)],
  ]);
}

function utilisationTable({ conductor }: Played): Series {
  const { rows, setup } = conductor;
  const share = (value: (row: (typeof rows)[number]) => number) =>
    Float64Array.from(rows, (row) => rounded(value(row)));
  const appliance = ['p50', 'p90', 'p99', 'max'];
  const link = ['p50', 'p90', 'p95', 'max'];
  return table('utilisation', [
    ['at', rows.map((row) => isoText(setup.startMs + row.startMs))],
    ...appliance.map(
      (q, k) => [`appliance_${q}`, share((row) => row.applianceQuantiles[k])] as const,
    ),
    ...link.map((q, k) => [`link_${q}`, share((row) => row.linkQuantiles[k])] as const),
  ]);
}

function siteTable({ sites }: World, { conductor, totals }: Played): Series {
  const { snapshot, siteWorldRow } = conductor.setup;
  const capacityBps = new Float64Array(snapshot.siteCount);
  const bytes = new Float64Array(snapshot.siteCount);
  for (let row = 0; row < snapshot.applianceCount; row++) {
    const site = snapshot.clusterSite[snapshot.applianceCluster[row]];
    capacityBps[site] += snapshot.capacityBps[row];
    bytes[site] += totals.applianceBits[row] / 8;
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
    ['peak_bps', totals.sitePeakBps.map((bps) => Math.floor(bps + 0.5))],
    ['peak_share', totals.sitePeakBps.map((bps, site) => shareOf(bps, capacityBps[site]))],
    ['bytes', bytes],
    ['sessions', totals.siteSessions],
  ]);
}

function networkTable({ networks }: World, { totals }: Played): Series {
  const column = (place: number, unit = 8) =>
    Float64Array.from(
      { length: networks.count },
      (_, row) => totals.network[row * networkWidth + place] / unit,
    );
  return table('networks', [
    ['asn', Float64Array.from(networks.asn)],
    ['name', networks.name],
    ['country', networks.country],
    ['members', networks.members],
    ['sessions', column(7, 1)],
    ...linkKinds.map((kind, code) => [`${kind}_bytes`, column(code)] as const),
    ['unserved_bytes', column(4)],
    ['miss_content_bytes', column(5)],
    ['miss_health_bytes', column(6)],
    ['has_embedded', Float64Array.from(totals.hasEmbedded)],
  ]);
}

function linkTable({ conductor, totals }: Played): Series {
  const { snapshot } = conductor.setup;
  const sites = readIds(snapshot, 'site');
  return table('links', [
    ['link', readIds(snapshot, 'link')],
    ['site', Array.from(snapshot.linkSite, (site) => sites[site])],
    ['kind', Array.from(snapshot.linkKind, (kind) => linkKinds[kind])],
    ['capacity_bps', snapshot.linkCapacityBps],
    ['peak_share', totals.linkPeak.map(rounded)],
    ['bytes', totals.linkBits.map((bits) => bits / 8)],
  ]);
}

function applianceTable({ conductor, totals }: Played): Series {
  const { snapshot } = conductor.setup;
  const sites = readIds(snapshot, 'site');
  return table('appliances', [
    ['appliance', readIds(snapshot, 'appliance')],
    [
      'site',
      Array.from(snapshot.applianceCluster, (cluster) => sites[snapshot.clusterSite[cluster]]),
    ],
    ['capacity_bps', snapshot.capacityBps],
    ['peak_share', totals.appliancePeak.map(rounded)],
    ['bytes', totals.applianceBits.map((bits) => bits / 8)],
  ]);
}

function eventTable({ conductor }: Played): Series {
  const { scenario } = conductor.setup;
  const rows = scenario.events.flatMap((event) => [
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
