// Which tables does a run leave behind?
import { compareUtf8, linkKinds, readIds, siteKinds, type World } from '@fairlead/core';
import { offsetAt } from '../demand/diurnal.ts';
import { billedBps, bySite } from '../loops/bins.ts';
import type { Conductor } from '../loops/conductor.ts';
import { causeCount, causes, deliveredEndings } from '../measures/account.ts';
import { kpis } from '../measures/kpis.ts';
import type { Slice } from '../measures/window.ts';
import { playerTable } from './chunks/judge-player.ts';
import { overTimeOf, rounded, table, type Values, wholeBps } from './over-time.ts';
import { carriedBytes, missedBytes, type Window } from './read-window.ts';
import type { Series } from './result.ts';
import type { Played } from './simulate.ts';
import { failureTables, feedTables, publicationTable, targetOf, touchedTable } from './touched.ts';

/** The series of sim/run/result.ts; of those over time the rows that were not taken before. */
export function seriesOf(
  world: World,
  { conductor, sample }: Pick<Played, 'conductor' | 'sample'>,
  window: Window,
): Series[] {
  return [
    ...overTimeOf(conductor),
    siteTable(world, conductor),
    placeTable('networks', window.networks, networkKeys(world, conductor)),
    placeTable(
      'countries',
      window.countries.map(([, slice]) => slice),
      countryKeys(world, conductor),
    ),
    linkTable(conductor),
    applianceTable(conductor),
    spreadTable(window, conductor.setup.share),
    eventTable(conductor),
    touchedTable(conductor),
    publicationTable(conductor),
    ...feedTables(conductor),
    playerTable(world, sample, conductor.setup.timeline.startMs),
    ...failureTables(conductor),
  ];
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

/** Countries, and the local time that most of their members live by when the window begins. */
function countryKeys({ metros }: World, { setup }: Conductor): Keys {
  const { places, audience, zones, timeline } = setup;
  const names = [...new Set(metros.timezone)].sort();
  const members = new Float64Array(places.countryIds.length * zones.length);
  for (let metro = 0; metro < audience.count; metro++) {
    const country = places.country[places.ofMetro[metro]];
    members[country * zones.length + audience.zone[metro]] += audience.members[metro];
  }
  const zoneOf = places.countryIds.map((_, row) => {
    const own = members.subarray(row * zones.length, (row + 1) * zones.length);
    return own.reduce((most, count, zone) => (count > own[most] ? zone : most), 0);
  });
  const fromMs = timeline.startMs + timeline.fromMs;
  return [
    ['country', places.countryIds],
    ['timezone', zoneOf.map((zone) => names[zone])],
    ['utc_offset_ms', Float64Array.from(zoneOf, (zone) => offsetAt(zones[zone], fromMs))],
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
  const { setup, elements, bins } = conductor;
  const { snapshot, siteWorldRow, share } = setup;
  const capacityBps = new Float64Array(snapshot.siteCount);
  for (let row = 0; row < snapshot.applianceCount; row++)
    capacityBps[snapshot.clusterSite[snapshot.applianceCluster[row]]] += snapshot.capacityBps[row];
  const bytes = linkKinds.map(() => new Float64Array(snapshot.siteCount));
  for (let link = 0; link < snapshot.linkCount; link++) {
    const carried = carriedBytes(conductor, elements.links + link) / share;
    bytes[snapshot.linkKind[link]][snapshot.linkSite[link]] += carried;
  }
  const peakShare = (peakBps: Float64Array) =>
    peakBps.map((bps, site) => rounded(bps / share / Math.max(1, capacityBps[site])));
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
    ['peak_bps', bins.siteCarriedBps.map((bps) => wholeBps(bps / share))],
    ['peak_asked_share', peakShare(bins.siteAskedBps)],
    ['peak_carried_share', peakShare(bins.siteCarriedBps)],
    ...linkKinds.map((kind, k) => [`${kind}_bytes`, bytes[k]] as const),
    ...missedOf(conductor, (missed) => bySite(setup, missed.subarray(elements.links))),
  ]);
}

/** Columns of what was delivered to whom rank 0 lacked, of the rows that `pick` makes of all. */
function missedOf(conductor: Conductor, pick: (missed: Float64Array) => Float64Array): Keys {
  const { share } = conductor.setup;
  return causes
    .slice(1)
    .map((cause, k) => [
      `miss_${cause}_bytes`,
      pick(missedBytes(conductor, k + 1)).map((bytes) => bytes / share),
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
        (_, link) => billedBps(conductor.bins.billing, link) / conductor.setup.share,
      ),
    ],
    ...missedOf(conductor, (missed) => missed.slice(links)),
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
    ...missedOf(conductor, (missed) => missed.slice(0, conductor.elements.links)),
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

/** Each KPI of sessions without one group of them: what its error is told by. */
function spreadTable({ without }: Window, share: number): Series {
  const rows = kpis.flatMap(({ name, unit, ofSessions }) =>
    ofSessions === undefined
      ? []
      : without.map((slice, group) => {
          const value = ofSessions(slice);
          return { name, group, value: unit === 'B' ? value / share : value };
        }),
  );
  const known = rows.filter(({ value }) => Number.isFinite(value));
  known.sort((a, b) => compareUtf8(a.name, b.name) || a.group - b.group);
  return table('spread', [
    ['kpi', known.map(({ name }) => name)],
    ['group', Float64Array.from(known, ({ group }) => group)],
    ['value', Float64Array.from(known, ({ value }) => value)],
  ]);
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
    ['at_ms', Float64Array.from(rows, (row) => row.atMs)],
    ['kind', rows.map((row) => row.kind)],
    ['target', rows.map((row) => targetOf(row.target))],
    ['text', rows.map((row) => row.text)],
  ]);
}
