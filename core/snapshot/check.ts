// Does every row number in a snapshot point at a row? What decide trusts is proved here once.

import type { Numbers } from '../base/columns.ts';
import type { Problem } from '../base/problem.ts';
import { counted, grouped } from '../door/wording.ts';
import { workExcess, workMax } from '../holders/work.ts';
import { flawOfTreeV6 } from '../prefix/tree6.ts';
import {
  checkCapacities,
  checkDerived,
  checkIdOrder,
  checkIdTexts,
  checkSeats,
} from './check-values.ts';
import { problemAt } from './container.ts';
import { contentDigest } from './content-digest.ts';
import { manifestCount, type Section, type Snapshot } from './layout.ts';
import { markFlaw } from './same-ids.ts';

/**
 * Problems of a snapshot whose header was read, each at its byte: lengths that disagree, ranges
 * that run back, rows outside, spans out of order, capacities that are none, ids that are none or
 * there twice, a mark of another fleet, columns that do not follow from those that they are made
 * of. What passes cannot make a reader throw, hang or leave its columns. O(bytes).
 */
export function checkSnapshot(snapshot: Snapshot): Problem[] {
  const problems: Problem[] = [];
  const found = finder<Section>(snapshot.bytes, snapshot, problems);
  const checks = checksOf<Section>(snapshot, found);
  // A later part reads what an earlier one found sound; the long columns come last.
  for (const check of [checkFleet, checkLists, checkSpans, checkDirect]) {
    check(snapshot, checks);
    if (problems.length > 0) return problems;
  }
  checkOrder(snapshot, found);
  const mark = markFlaw(snapshot);
  if (mark !== undefined) problems.push(mark);
  checkSeats(snapshot, found);
  checkCapacities(snapshot, found);
  checkIdTexts(snapshot, found);
  checkIdOrder(snapshot, found);
  if (problems.length === 0) checkDerived(snapshot, found);
  if (problems.length === 0) checkWork(snapshot, found);
  return problems;
}

/** No decision looks at more than `workMax` allows. */
function checkWork(snapshot: Snapshot, found: Found<Section>): void {
  const { list, resort } = workExcess(snapshot);
  const text = (what: string, steps: number, most: number): string =>
    `${counted(steps, 'step')} for the appliances of ${what}, at most ${grouped(most)}: ` +
    'use fewer of them, or fewer copies';
  if (list) found('listStart', list.list, text('its candidates', list.steps, workMax.list));
  if (resort) found('resortStart', resort.list, text('its sites', resort.steps, workMax.resort));
}

type Column = Uint8Array | Uint16Array | Uint32Array | Float64Array;
type Columns<Name extends string> = { readonly [section in Name]: Column };
export type Found<Name extends string> = (section: Name, row: number, text: string) => void;
/** What columns are asked, whichever file they stand in; what is wrong is found. */
export type Checks<Name extends string> = {
  readonly found: Found<Name>;
  /** Has `count` rows, each of which is fit. */
  readonly rows: (section: Name, count: number, isFit?: (value: number) => boolean) => void;
  /** Has `count` rows, each below `end`, or `noRow` where that may stand. */
  readonly points: (section: Name, count: number, end: number, orNone?: boolean) => void;
  /** Has `count + 1` rows from 0 to `end` that never fall. */
  readonly starts: (section: Name, count: number, end: number) => void;
};

/** Adds to `outProblems` what is found of columns that are views of `bytes`, at its byte. */
export function finder<Name extends string>(
  bytes: Uint8Array,
  columns: Columns<Name>,
  outProblems: Problem[],
): Found<Name> {
  return (section, row, text) => {
    const { buffer, byteOffset, BYTES_PER_ELEMENT } = columns[section];
    // A column that was made anew, of an earlier format, stands nowhere in the bytes.
    const isThere = buffer === bytes.buffer;
    const offset = byteOffset - bytes.byteOffset + row * BYTES_PER_ELEMENT;
    const where = `${section}, row ${row}: ${text}`;
    outProblems.push(problemAt(isThere ? offset : 0, 'bad-section', where));
  };
}

export function checksOf<Name extends string>(
  columns: Columns<Name>,
  found: Found<Name>,
): Checks<Name> {
  const rows: Checks<Name>['rows'] = (section, count, isFit) => {
    const column: Numbers = columns[section];
    if (column.length !== count)
      found(section, 0, `${counted(column.length, 'row')} where ${grouped(count)} belong`);
    else if (isFit !== undefined) {
      let row = 0;
      while (row < count && isFit(column[row])) row++;
      if (row < count) found(section, row, `${column[row]} is none that may stand here`);
    }
  };
  return {
    found,
    rows,
    points(section, count, end, orNone = false) {
      rows(section, count);
      const column = columns[section];
      const lift = orNone ? 1 : 0; // lifts noRow to 0
      if (isBelow(column, end + lift, lift)) return;
      const row = firstNotBelow(column, end + lift, lift);
      found(section, row, `points at ${column[row]} of ${end}`);
    },
    starts(section, count, end) {
      rows(section, count + 1);
      const column = columns[section];
      const row = firstFall(column);
      const last = column.length - 1;
      if (column[0] !== 0) found(section, 0, 'must be 0');
      else if (row <= last) found(section, row, `${column[row]} is less than the row before`);
      else if (column[last] !== end) found(section, last, `must be ${end}`);
    },
  };
}

/** Whether all of a column, lifted, is below `end`: the pass that sound columns take. */
function isBelow(column: Numbers, end: number, lift: number): boolean {
  if (column instanceof Uint32Array) return isBelow32(column, end, lift);
  return firstNotBelow(column, end, lift) === column.length;
}

/** The same for the long columns, alone so that the loop sees one kind of array; by fours. */
function isBelow32(column: Uint32Array, end: number, lift: number): boolean {
  const whole = column.length & ~3;
  let row = 0;
  for (; row < whole; row += 4)
    if (
      (column[row] + lift) >>> 0 >= end ||
      (column[row + 1] + lift) >>> 0 >= end ||
      (column[row + 2] + lift) >>> 0 >= end ||
      (column[row + 3] + lift) >>> 0 >= end
    )
      return false;
  for (; row < column.length; row++) if ((column[row] + lift) >>> 0 >= end) return false;
  return true;
}

function firstNotBelow(column: Numbers, end: number, lift: number): number {
  let row = 0;
  while (row < column.length && (column[row] + lift) >>> 0 < end) row++;
  return row;
}

function firstFall(column: Numbers): number {
  let row = 1;
  while (row < column.length && column[row] >= column[row - 1]) row++;
  return row;
}

function checkFleet(snapshot: Snapshot, checks: Checks<Section>): void {
  const { rows, points, starts, found } = checks;
  const { siteCount, clusterCount, applianceCount, linkCount, fileCount } = snapshot;
  starts('siteTextStart', siteCount, snapshot.siteText.length);
  starts('clusterTextStart', clusterCount, snapshot.clusterText.length);
  starts('applianceTextStart', applianceCount, snapshot.applianceText.length);
  starts('linkTextStart', linkCount, snapshot.linkText.length);
  starts('fileTextStart', fileCount, snapshot.fileText.length);
  points('siteKind', siteCount, 2);
  points('siteTransit', siteCount, linkCount, true);
  starts('siteClusterStart', siteCount, clusterCount);
  points('siteCluster', clusterCount, clusterCount);
  points('clusterSite', clusterCount, siteCount);
  starts('clusterStart', clusterCount, applianceCount);
  points('applianceCluster', applianceCount, clusterCount);
  points('applianceOrder', applianceCount, applianceCount);
  points('applianceState', applianceCount, 3);
  rows('capacityBps', applianceCount);
  rows('inverseCapacity', applianceCount);
  if (snapshot.inverseWeight.length > 0) rows('inverseWeight', applianceCount);
  rows('linkHash', linkCount);
  points('linkSite', linkCount, siteCount);
  points('linkKind', linkCount, 4);
  rows('linkCapacityBps', linkCount);
  rows('clusterManifest', clusterCount);
  // A file's row has a place for every manifest that some cluster holds.
  const last = snapshot.copies.length - manifestCount(snapshot.clusterManifest);
  points('fileCopies', fileCount, Math.max(0, last + 1));
  const rowCount = new Set(snapshot.fileCopies).size;
  if (rowCount * manifestCount(snapshot.clusterManifest) > snapshot.copies.length)
    found('fileCopies', 0, 'rows of copies lie over each other');
  points('fileSlot', slotCount(snapshot.fileSlot.length), fileCount, true);
}

/** The power of two that is at most `length`, or 1. */
function slotCount(length: number): number {
  let count = 1;
  while (count * 2 <= length) count *= 2;
  return count;
}

function checkLists(snapshot: Snapshot, { points, starts }: Checks<Section>): void {
  const { vantageCount, clusterCount, linkCount, siteCount, listCluster, resortSite } = snapshot;
  const lists = snapshot.listStart.length - 1;
  const resorts = snapshot.resortStart.length - 1;
  points('vantageList', vantageCount, lists);
  points('vantageResort', vantageCount, resorts);
  starts('listStart', lists, listCluster.length);
  points('listCluster', listCluster.length, clusterCount);
  points('listLink', listCluster.length, linkCount);
  points('listRank', listCluster.length, listCluster.length);
  starts('resortStart', resorts, resortSite.length);
  points('resortSite', resortSite.length, siteCount);
  points('resortRank', resortSite.length, resortSite.length);
}

function checkSpans(snapshot: Snapshot, { rows, points, found }: Checks<Section>): void {
  const { vantageCount } = snapshot;
  const spans = snapshot.spanValue.length;
  rows('spanStart', spans);
  points('spanValue', spans, vantageCount);
  points('jump', 65537, spans);
  const spans6 = snapshot.span6Value.length;
  for (const section of ['start0', 'start1', 'start2', 'start3'] as const) rows(section, spans6);
  points('span6Value', spans6, vantageCount);
  if (spans6 === 0) found('start0', 0, 'no span; the first begins at 0');
  const flaw = flawOfTreeV6(snapshot.tree6, spans6, vantageCount);
  if (flaw !== undefined) found('tree6', flaw.row, flaw.text);
}

/** Whole /24s have a row each, or none has; what stands there is compared with the spans. */
function checkDirect({ direct }: Snapshot, { rows }: Checks<Section>): void {
  if (direct.length > 0) rows('direct', 1 << 24);
}

/** Spans ascend from 0, and the header says how long the longest candidate list is. */
function checkOrder(snapshot: Snapshot, found: Found<Section>): void {
  const { spanStart, start0, start1, start2, start3, listStart, candidateMax } = snapshot;
  const row = firstNotAbove(spanStart);
  if (row < spanStart.length) found('spanStart', row, 'must be above the row before; the first: 0');
  const row6 = firstNotAbove6(start0, start1, start2, start3);
  if (row6 < start0.length) found('start0', row6, 'must be above the row before; the first: 0');
  // Exactly: readers make room for as many.
  const longest = longestList(listStart);
  if (longest !== candidateMax)
    found(
      'listStart',
      0,
      `the longest list has ${counted(longest, 'candidate')}, not ${grouped(candidateMax)}`,
    );
}

/** Rows of the longest of the lists that begin at these starts. */
export function longestList(listStart: Numbers): number {
  let longest = 0;
  for (let list = 0; list + 1 < listStart.length; list++)
    longest = Math.max(longest, listStart[list + 1] - listStart[list]);
  return longest;
}

function firstNotAbove(start: Uint32Array): number {
  if (start[0] !== 0) return 0;
  let row = 1;
  while (row < start.length && start[row] > start[row - 1]) row++;
  return row;
}

function firstNotAbove6(a: Uint32Array, b: Uint32Array, c: Uint32Array, d: Uint32Array): number {
  if ((a[0] | b[0] | c[0] | d[0]) !== 0) return 0;
  for (let row = 1; row < a.length; row++) {
    const before = row - 1;
    if (a[row] > a[before]) continue;
    if (a[row] < a[before]) return row;
    if (b[row] > b[before]) continue;
    if (b[row] < b[before]) return row;
    if (c[row] > c[before]) continue;
    if (c[row] < c[before] || d[row] <= d[before]) return row;
  }
  return a.length;
}

/** Where a header has its content digest. */
const contentDigestAt = 48;

/** What is wrong with the digest in the header of a snapshot whose rows are sound: O(bytes). */
export function contentFlaw(snapshot: Snapshot): Problem | undefined {
  const own = contentDigest(snapshot);
  const lane = own.findIndex((word, k) => word !== snapshot.contentDigest[k]);
  if (lane < 0) return undefined;
  const text = 'the digest is not that of what the snapshot answers';
  return problemAt(contentDigestAt + lane * 4, 'content-digest', text);
}
