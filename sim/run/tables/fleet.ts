// How full were sites, links and appliances, and what did they carry?
import { linkKinds, readIds, siteKinds, type World } from '@fairlead/core';
import { billedBps, bySite } from '../../loops/bins.ts';
import type { Conductor } from '../../loops/conductor.ts';
import { causes } from '../../measures/account.ts';
import { carriedBytes, missedBytes } from '../read-window.ts';
import type { Series } from '../result.ts';
import { amount, type Column, columnsOver, fixed, rounded, table, wholeAmount } from './table.ts';

/** What sites have and had, and what they delivered by kind of link. */
export function siteTable({ sites }: World, conductor: Conductor): Series {
  const { setup, elements, bins } = conductor;
  const { snapshot, siteWorldRow, share } = setup;
  const capacityBps = new Float64Array(snapshot.siteCount);
  for (let row = 0; row < snapshot.applianceCount; row++)
    capacityBps[snapshot.clusterSite[snapshot.applianceCluster[row]]] += snapshot.capacityBps[row];
  const bytes = linkKinds.map(() => new Float64Array(snapshot.siteCount));
  for (let link = 0; link < snapshot.linkCount; link++) {
    const carried = carriedBytes(conductor, elements.links + link);
    bytes[snapshot.linkKind[link]][snapshot.linkSite[link]] += carried;
  }
  const of = columnsOver(siteWorldRow);
  return table('sites', share, [
    fixed('site', readIds(snapshot, 'site')),
    of.text('kind', (row) => siteKinds[sites.kind[row]]),
    of.fixed('asn', (row) => sites.asn[row]),
    of.text('country', (row) => sites.country[row]),
    of.text('city', (row) => sites.city[row]),
    of.fixed('lat', (row) => sites.lat[row]),
    of.fixed('lon', (row) => sites.lon[row]),
    fixed('capacity_bps', capacityBps),
    wholeAmount('peak_bps', bins.sites.carriedBps),
    fixed('peak_asked_share', bins.sites.askedShare.map(rounded)),
    fixed('peak_carried_share', bins.sites.carriedShare.map(rounded)),
    ...linkKinds.map((kind, k) => amount(`${kind}_bytes`, bytes[k])),
    ...missedOf(conductor, (missed) => bySite(setup, missed.subarray(elements.links))),
  ]);
}

/** Links, their peaks and what they are billed by. */
export function linkTable(conductor: Conductor): Series {
  const { snapshot, share } = conductor.setup;
  const sites = readIds(snapshot, 'site');
  const { links, count } = conductor.elements;
  return table('links', share, [
    fixed('link', readIds(snapshot, 'link')),
    fixed(
      'site',
      Array.from(snapshot.linkSite, (site) => sites[site]),
    ),
    fixed(
      'kind',
      Array.from(snapshot.linkKind, (kind) => linkKinds[kind]),
    ),
    fixed('capacity_bps', snapshot.linkCapacityBps),
    ...peaksOf(conductor, links, count),
    amount(
      'billed_bps',
      Float64Array.from(snapshot.linkKind, (_, link) => billedBps(conductor.bins.billing, link)),
    ),
    ...missedOf(conductor, (missed) => missed.slice(links)),
  ]);
}

/** Appliances and their peaks. */
export function applianceTable(conductor: Conductor): Series {
  const { snapshot, share } = conductor.setup;
  const sites = readIds(snapshot, 'site');
  const site = Array.from(snapshot.applianceCluster, (row) => sites[snapshot.clusterSite[row]]);
  return table('appliances', share, [
    fixed('appliance', readIds(snapshot, 'appliance')),
    fixed('site', site),
    fixed('capacity_bps', snapshot.capacityBps),
    ...peaksOf(conductor, 0, conductor.elements.links),
    ...missedOf(conductor, (missed) => missed.slice(0, conductor.elements.links)),
  ]);
}

/** Peaks and bytes of the rows from `from` to before `to`. */
function peaksOf(conductor: Conductor, from: number, to: number): Column[] {
  const { peakAsked, peakCarried } = conductor.elements;
  const rows = Array.from({ length: to - from }, (_, k) => from + k);
  return [
    fixed('peak_asked_share', peakAsked.slice(from, to).map(rounded)),
    fixed('peak_carried_share', peakCarried.slice(from, to).map(rounded)),
    amount(
      'bytes',
      Float64Array.from(rows, (row) => carriedBytes(conductor, row)),
    ),
  ];
}

/** What was delivered to whom rank 0 lacked, of the rows that `pick` makes of all. */
function missedOf(conductor: Conductor, pick: (missed: Float64Array) => Float64Array): Column[] {
  return causes
    .slice(1)
    .map((cause, k) => amount(`miss_${cause}_bytes`, pick(missedBytes(conductor, k + 1))));
}
