// Does a snapshot say of the fleet what a sound world could have said: capacities, and ids once?
import { noRow } from '../base/ids.ts';
import { fits } from '../world/faults.ts';
import { capacityRule } from '../world/rules.ts';
import { exchangeSite, transitLink } from '../world/world.ts';
import type { Section, Snapshot } from './layout.ts';

type Found = (section: Section, row: number, text: string) => void;

/** Capacities by the rule of the world, their inverses, and weights that can order holders. */
export function checkCapacities(snapshot: Snapshot, found: Found): void {
  const { capacityBps, inverseCapacity, inverseWeight, linkCapacityBps } = snapshot;
  const { min, max } = capacityRule;
  const text = (value: number) => `${value} is not a capacity from ${min} to ${max}`;
  for (const section of ['capacityBps', 'linkCapacityBps'] as const) {
    const column = section === 'capacityBps' ? capacityBps : linkCapacityBps;
    const row = column.findIndex((value) => !fits(capacityRule, value));
    if (row >= 0) found(section, row, text(column[row]));
  }
  const row = inverseCapacity.findIndex((value, k) => value !== 1 / capacityBps[k]);
  if (row >= 0) found('inverseCapacity', row, `is not 1 / ${capacityBps[row]}`);
  const light = inverseWeight.findIndex((value) => !(value >= 0 && !Object.is(value, -0)));
  if (light >= 0) found('inverseWeight', light, `${inverseWeight[light]} is no inverse weight`);
}

/**
 * Who stands in a list may serve from there: a cluster once in a list of candidates, over a link of
 * its site; a site once in an order of last resort, an exchange with a transit link of its own.
 */
export function checkSeats(snapshot: Snapshot, found: Found): void {
  const { siteKind, siteTransit, linkKind, linkSite, clusterSite } = snapshot;
  const { listStart, listCluster, listLink, resortStart, resortSite } = snapshot;
  const isWay = (link: number, site: number): boolean =>
    linkKind[link] === transitLink && linkSite[link] === site && siteKind[site] === exchangeSite;
  const odd = siteTransit.findIndex((link, site) => link !== noRow && !isWay(link, site));
  if (odd >= 0) found('siteTransit', odd, 'is no transit link of this site at an exchange');
  const bare = resortSite.findIndex((site) => siteTransit[site] === noRow);
  if (bare >= 0) found('resortSite', bare, 'has no transit link');
  const foreign = listLink.findIndex((link, at) => linkSite[link] !== clusterSite[listCluster[at]]);
  if (foreign >= 0) found('listLink', foreign, 'is no link of the site of its cluster');
  const cluster = firstRepeat(listStart, listCluster, snapshot.clusterCount);
  if (cluster >= 0) found('listCluster', cluster, 'stands twice in its list');
  const site = firstRepeat(resortStart, resortSite, snapshot.siteCount);
  if (site >= 0) found('resortSite', site, 'stands twice in its list');
}

/** Place of the first row of `column` that its list has twice, or -1. */
function firstRepeat(start: Uint32Array, column: Uint32Array, count: number): number {
  const seenIn = new Uint32Array(count);
  for (let list = 0; list + 1 < start.length; list++)
    for (let at = start[list]; at < start[list + 1]; at++) {
      if (seenIn[column[at]] === list + 1) return at;
      seenIn[column[at]] = list + 1;
    }
  return -1;
}

/**
 * Ids are not empty and ascend in byte order, appliances within `applianceOrder`: so none is there
 * twice. O(bytes of the ids).
 */
export function checkIdOrder(snapshot: Snapshot, found: Found): void {
  for (const table of ['site', 'cluster', 'link', 'file'] as const) {
    const text = snapshot[`${table}Text` as const];
    const start = snapshot[`${table}TextStart` as const];
    const count = start.length - 1;
    let row = 0;
    while (row < count && isAbove(text, start, row, row - 1)) row++;
    if (row < count) found(`${table}TextStart`, row, 'the id must be above the one before');
  }
  checkApplianceOrder(snapshot, found);
}

function checkApplianceOrder(snapshot: Snapshot, found: Found): void {
  const { applianceText, applianceTextStart, applianceOrder, applianceCount } = snapshot;
  const rowAt = new Uint32Array(applianceCount).fill(noRow);
  for (let row = 0; row < applianceCount; row++) rowAt[applianceOrder[row]] = row;
  const gap = rowAt.indexOf(noRow);
  if (gap >= 0) {
    found('applianceOrder', gap, `no row has place ${gap}`);
    return;
  }
  let place = 0;
  for (let before = -1; place < applianceCount; before = rowAt[place++])
    if (!isAbove(applianceText, applianceTextStart, rowAt[place], before)) break;
  const text = 'the id must be above that of the place before';
  if (place < applianceCount) found('applianceOrder', rowAt[place], text);
}

/** Whether the id of `row` is not empty and above that of `other`, or first where that is -1. */
function isAbove(text: Uint8Array, start: Uint32Array, row: number, other: number): boolean {
  let at = start[row];
  const end = start[row + 1];
  if (at === end) return false;
  if (other < 0) return true;
  let from = start[other];
  const to = start[other + 1];
  while (at < end && from < to && text[at] === text[from]) {
    at++;
    from++;
  }
  if (from === to) return at < end;
  return at < end && text[at] > text[from];
}
