// Does every row number in a snapshot point at a row? What decide trusts is proved here once.
import type { Numbers } from '../base/columns.ts';
import { noRow } from '../base/ids.ts';
import type { Problem } from '../base/problem.ts';
import type { Section, Snapshot } from './layout.ts';

/** Problems of a decoded snapshot: lengths that disagree, ranges that run back, rows outside. */
export function checkSnapshot(snapshot: Snapshot): Problem[] {
  const problems: Problem[] = [];
  const report = (section: Section, text: string): void => {
    problems.push({ code: 'bad-section', path: section, text });
  };
  const rows = (section: Section, count: number): void => {
    const { length } = snapshot[section];
    if (length !== count) report(section, `${length} rows where ${count} belong`);
  };
  /** Every value below `count`, or `noRow` where that may stand. */
  const points = (section: Section, count: number, orNone = false): void => {
    const column: Numbers = snapshot[section];
    for (let row = 0; row < column.length; row++)
      if (column[row] >= count && !(orNone && column[row] === noRow)) {
        report(section, `row ${row} points at ${column[row]} of ${count}`);
        return;
      }
  };
  /** Starts from 0, never falling, ending at `end`. */
  const starts = (section: Section, count: number, end: number): void => {
    const column: Numbers = snapshot[section];
    rows(section, count + 1);
    for (let row = 0; row < column.length; row++)
      if (column[row] > end || (row > 0 && column[row] < column[row - 1])) {
        report(section, `row ${row} runs outside 0..${end}`);
        return;
      }
    if (column[0] !== 0 || column[column.length - 1] !== end)
      report(section, `must run from 0 to ${end}`);
  };
  checkFleet(snapshot, rows, points, starts);
  checkNetwork(snapshot, rows, points, starts);
  return problems;
}

type Rows = (section: Section, count: number) => void;
type Points = (section: Section, count: number, orNone?: boolean) => void;
type Starts = (section: Section, count: number, end: number) => void;

function checkFleet(snapshot: Snapshot, rows: Rows, points: Points, starts: Starts): void {
  const { siteCount, clusterCount, applianceCount, linkCount, fileCount } = snapshot;
  starts('siteTextStart', siteCount, snapshot.siteText.length);
  starts('clusterTextStart', clusterCount, snapshot.clusterText.length);
  starts('applianceTextStart', applianceCount, snapshot.applianceText.length);
  starts('linkTextStart', linkCount, snapshot.linkText.length);
  starts('fileTextStart', fileCount, snapshot.fileText.length);
  rows('siteTransit', siteCount);
  points('siteTransit', linkCount, true);
  starts('siteClusterStart', siteCount, clusterCount);
  rows('siteCluster', clusterCount);
  points('siteCluster', clusterCount);
  points('clusterSite', siteCount);
  rows('clusterManifest', clusterCount);
  starts('clusterStart', clusterCount, applianceCount);
  rows('applianceCluster', applianceCount);
  points('applianceCluster', clusterCount);
  rows('applianceOrder', applianceCount);
  points('applianceOrder', applianceCount);
  rows('applianceState', applianceCount);
  points('applianceState', 3);
  rows('capacityBps', applianceCount);
  rows('inverseCapacity', applianceCount);
  if (snapshot.inverseWeight.length > 0) rows('inverseWeight', applianceCount);
  rows('linkHash', linkCount);
  points('linkSite', siteCount);
  rows('linkKind', linkCount);
  points('linkKind', 4);
  points('siteKind', 2);
  rows('linkCapacityBps', linkCount);
  const manifests = fileCount === 0 ? 0 : snapshot.copies.length / fileCount;
  rows('copies', Math.floor(manifests) * fileCount);
  if (fileCount > 0) points('clusterManifest', Math.floor(manifests));
  points('fileSlot', fileCount, true);
}

function checkNetwork(snapshot: Snapshot, rows: Rows, points: Points, starts: Starts): void {
  const { vantageCount, clusterCount, linkCount, siteCount } = snapshot;
  const candidates = snapshot.listCluster.length;
  points('vantageList', snapshot.listStart.length - 1);
  rows('vantageResort', vantageCount);
  points('vantageResort', snapshot.resortStart.length - 1);
  starts('listStart', snapshot.listStart.length - 1, candidates);
  points('listCluster', clusterCount);
  rows('listLink', candidates);
  points('listLink', linkCount);
  rows('listRank', candidates);
  points('listRank', candidates);
  starts('resortStart', snapshot.resortStart.length - 1, snapshot.resortSite.length);
  points('resortSite', siteCount);
  rows('resortRank', snapshot.resortSite.length);
  rows('spanStart', snapshot.spanValue.length);
  points('spanValue', vantageCount);
  rows('jump', 65537);
  points('jump', snapshot.spanValue.length);
  if (snapshot.direct.length > 0) rows('direct', 1 << 24);
  points('direct', vantageCount, true);
  for (const section of ['start0', 'start1', 'start2', 'start3'] as const)
    rows(section, snapshot.span6Value.length);
  points('span6Value', vantageCount);
  rows('jump6', 65537);
  points('jump6', snapshot.span6Value.length);
}
