// Does a snapshot say what a sound world could have said, and do columns follow from each other?
import type { Numbers } from '../base/columns.ts';
import { hashIdBytes } from '../base/hash.ts';
import { noRow } from '../base/ids.ts';
import { decodeUtf8, isUtf8Of } from '../base/utf8.ts';
import { numberText } from '../door/wording.ts';
import { fillDirectV4, jumpV4 } from '../prefix/spans.ts';
import { treeV6 } from '../prefix/tree6.ts';
import { fits } from '../world/faults.ts';
import { capacityRule } from '../world/rules.ts';
import { exchangeSite, transitLink } from '../world/world.ts';
import { fileSlots } from './find-file.ts';
import { groupRows, type Section, type Snapshot } from './layout.ts';

type Found = (section: Section, row: number, text: string) => void;

/** Capacities by the rule of the world, and weights that can order holders. */
export function checkCapacities(snapshot: Snapshot, found: Found): void {
  const { capacityBps, inverseWeight, linkCapacityBps } = snapshot;
  const { min, max } = capacityRule;
  const text = (value: number) => `${numberText(value)} is not a capacity from ${min} to ${max}`;
  for (const section of ['capacityBps', 'linkCapacityBps'] as const) {
    const column = section === 'capacityBps' ? capacityBps : linkCapacityBps;
    const row = column.findIndex((value) => !fits(capacityRule, value));
    if (row >= 0) found(section, row, text(column[row]));
  }
  const light = inverseWeight.findIndex((value) => !(value >= 0 && !Object.is(value, -0)));
  if (light >= 0) found('inverseWeight', light, `${inverseWeight[light]} is not an inverse weight`);
}

/**
 * Who stands in a list may serve from there: a cluster once in a list of candidates, over a link of
 * its site; a site once in an order of last resort, an exchange with a transit link of its own.
 */
export function checkSeats(snapshot: Snapshot, found: Found): void {
  const { siteTransit, linkSite, clusterSite } = snapshot;
  const { listStart, listCluster, listLink, resortStart, resortSite } = snapshot;
  const bare = resortSite.findIndex((site) => siteTransit[site] === noRow);
  if (bare >= 0) found('resortSite', bare, 'has no transit link');
  const foreign = listLink.findIndex((link, at) => linkSite[link] !== clusterSite[listCluster[at]]);
  if (foreign >= 0) found('listLink', foreign, 'is not a link of the site of its cluster');
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
 * Ids are texts by the rules of a world: UTF-8 without comma, quote or control character.
 * O(bytes of the ids).
 */
export function checkIdTexts(snapshot: Snapshot, found: Found): void {
  for (const table of ['site', 'cluster', 'appliance', 'link', 'file'] as const) {
    const section = `${table}Text` as const;
    const at = firstBadByte(snapshot[section], snapshot[`${table}TextStart`]);
    if (at >= 0) found(section, at, 'an id is UTF-8 without comma, quote or control character');
  }
}

/** Place of the first byte that no id has, or with which one breaks off; -1: there is none. */
function firstBadByte(text: Uint8Array, start: Numbers): number {
  for (let at = 0; at < text.length; at++) {
    const byte = text[at];
    if (byte < 0x20 || byte === 0x22 || byte === 0x2c || byte === 0x7f) return at;
    if (byte < 0x80) continue;
    if (byte === 0xc2 && text[at + 1] < 0xa0) return at;
  }
  for (let row = 0; row + 1 < start.length; row++) {
    const end = start[row + 1];
    if (isAscii(text, start[row], end)) continue;
    const id = decodeUtf8(text, start[row], end);
    if (!isUtf8Of(id, text, start[row], end)) return start[row];
  }
  return -1;
}

function isAscii(text: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (text[at] >= 0x80) return false;
  return true;
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

type Whole = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/** Columns whose every row follows from others: their name, and how they are made anew. */
const derived: readonly (readonly [Section, (of: Snapshot) => Whole, string])[] = [
  ['applianceHash', (of) => hashesOf(of, 'appliance'), 'is not the hash of the id'],
  ['linkHash', (of) => hashesOf(of, 'link'), 'is not the hash of the id'],
  ['fileHash', (of) => hashesOf(of, 'file'), 'is not the hash of the id'],
  ['fileSlot', ({ fileHash }) => fileSlots(fileHash), 'is not the slot of the hashes'],
  [
    'inverseCapacity',
    ({ capacityBps }) => capacityBps.map((each) => 1 / each),
    'is not 1 / capacityBps',
  ],
  [
    'siteClusterStart',
    ({ clusterSite, siteCount }) => groupRows(clusterSite, siteCount).start,
    'is not where the clusters of the site begin',
  ],
  [
    'siteCluster',
    ({ clusterSite, siteCount }) => groupRows(clusterSite, siteCount).member,
    'is not the next cluster of the site',
  ],
  [
    'clusterStart',
    ({ applianceCluster, clusterCount }) => groupRows(applianceCluster, clusterCount).start,
    'is not where the appliances of the cluster begin',
  ],
  [
    'siteTransit',
    transitLinksOf,
    'is not a transit link of this site at an exchange, or not its first',
  ],
  ['jump', ({ spanStart }) => jumpV4(spanStart), 'is not the span of its addresses'],
  ['direct', directOf, 'is not the vantage of its /24'],
  ['tree6', (of) => treeV6(of), 'is not the tree of the spans'],
];

/** Finds the first row of each derived column that is not what the others give. O(bytes). */
export function checkDerived(snapshot: Snapshot, found: Found): void {
  for (const [section, make, text] of derived) {
    const row = firstOther(snapshot[section], make(snapshot));
    if (row >= 0) found(section, row, text);
  }
  const { applianceCluster } = snapshot;
  const fall = applianceCluster.findIndex((cluster, k) => cluster < applianceCluster[k - 1]);
  if (fall >= 0) found('applianceCluster', fall, 'stands behind a later cluster');
  const { listStart, listRank, listCluster, resortStart, resortRank, resortSite } = snapshot;
  const text = 'ranks are dense from 0, and rows of one rank ascend';
  const seat = firstUnordered(listStart, listRank, listCluster);
  if (seat >= 0) found('listRank', seat, text);
  const site = firstUnordered(resortStart, resortRank, resortSite);
  if (site >= 0) found('resortRank', site, text);
}

function firstOther(is: Whole, wanted: Whole): number {
  const count = Math.max(is.length, wanted.length);
  if (is instanceof Uint16Array && is.length === wanted.length) {
    // The longest column by far: two rows a word.
    const words = (column: Whole) => new Uint32Array(column.buffer, column.byteOffset, count >> 1);
    if (firstOther32(words(is), words(wanted)) < 0) return -1;
  }
  if (is instanceof Uint32Array && wanted instanceof Uint32Array) return firstOther32(is, wanted);
  for (let row = 0; row < count; row++) if (is[row] !== wanted[row]) return row;
  return -1;
}

/** The same for the long columns, alone so that the loop sees one kind of array. */
function firstOther32(is: Uint32Array, wanted: Uint32Array): number {
  const count = Math.max(is.length, wanted.length);
  for (let row = 0; row < count; row++) if (is[row] !== wanted[row]) return row;
  return -1;
}

function hashesOf(snapshot: Snapshot, table: 'appliance' | 'link' | 'file'): Uint32Array {
  const text = snapshot[`${table}Text`];
  const start = snapshot[`${table}TextStart`];
  const hashes = new Uint32Array(start.length - 1);
  for (let row = 0; row < hashes.length; row++)
    hashes[row] = hashIdBytes(text, start[row], start[row + 1]);
  return hashes;
}

function transitLinksOf({ siteKind, linkKind, linkSite }: Snapshot): Uint32Array {
  const transit = new Uint32Array(siteKind.length).fill(noRow);
  linkSite.forEach((site, link) => {
    const isResort = siteKind[site] === exchangeSite && linkKind[link] === transitLink;
    if (isResort && transit[site] === noRow) transit[site] = link;
  });
  return transit;
}

/** A writer keeps the table or does without it, however many spans there are. */
function directOf({ direct, spanStart, spanValue }: Snapshot): Uint16Array {
  const made = new Uint16Array(direct.length);
  if (made.length > 0) fillDirectV4(spanStart, spanValue, 0, made.length, made);
  return made;
}

/** First place of a list where the rank leaps, or the row does not ascend within it; or -1. */
function firstUnordered(start: Uint32Array, rank: Uint32Array, row: Uint32Array): number {
  for (let list = 0; list + 1 < start.length; list++) {
    let before = -1;
    let rowBefore = 0;
    for (let at = start[list]; at < start[list + 1]; at++) {
      const isNext = rank[at] === before + 1;
      const isSame = rank[at] === before && row[at] > rowBefore;
      if (!isNext && !isSame) return at;
      before = rank[at];
      rowBefore = row[at];
    }
  }
  return -1;
}
