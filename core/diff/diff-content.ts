// How much of the catalogue is held before and after: files and copies, and capacity of links?
import { noRow } from '../base/ids.ts';
import { allCopies } from '../holders/content.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import { linkKinds } from '../world/world.ts';
import type { Join, Joins } from './diff-fleet.ts';

/** Capacity of the links of one kind, or (`all`) of all. */
export type LinkCapacity = {
  readonly links: string;
  readonly beforeBps: number;
  readonly afterBps: number;
  /** What links have less or are gone with, link by link: others do not make up for it. */
  readonly lostBps: number;
};

/**
 * What is held in either snapshot. A file counts that some cluster holds. Copies are those that a
 * cluster has room for: not more than its appliances, whatever their state. Lost and gained are
 * counted file by file over all clusters, so a copy that moves is neither.
 */
export type ContentDiff = {
  readonly files: ContentTotal;
  readonly copies: ContentTotal;
  /** `all`, then by kind. */
  readonly links: readonly LinkCapacity[];
};

/** How many before and after; lost and gained in between. */
export type ContentTotal = {
  readonly before: number;
  readonly after: number;
  readonly lost: number;
  readonly gained: number;
};

/** What came and went in the catalogue and on links. Total; O(files + copies). */
export function diffContent(a: Snapshot, b: Snapshot, { file, link }: Joins): ContentDiff {
  const { count, rowA, rowB } = file;
  const [copiesA, copiesB] = [copiesOfFiles(a), copiesOfFiles(b)];
  const files = { before: 0, after: 0, lost: 0, gained: 0 };
  const copies = { before: 0, after: 0, lost: 0, gained: 0 };
  for (let joined = 0; joined < count; joined++) {
    const was = rowA[joined] === noRow ? 0 : copiesA[rowA[joined]];
    const is = rowB[joined] === noRow ? 0 : copiesB[rowB[joined]];
    addTo(copies, was, is);
    addTo(files, Math.min(1, was), Math.min(1, is));
  }
  return { files, copies, links: linkCapacities(a, b, link) };
}

function addTo(
  out: { -readonly [name in keyof ContentTotal]: number },
  was: number,
  is: number,
): void {
  out.before += was;
  out.after += is;
  out.lost += Math.max(0, was - is);
  out.gained += Math.max(0, is - was);
}

/** Copies of each file in all clusters together. Files share rows: each is added up once. */
function copiesOfFiles(snapshot: Snapshot): Float64Array {
  const { fileCopies, copies } = snapshot;
  if (fileCopies.length === 0) return new Float64Array(0); // manifests of no file are not checked
  const sizesOf = sizesByManifest(snapshot);
  const room = new Map<number, number>();
  const roomFor = (manifest: number, wanted: number): number => {
    const key = manifest * (allCopies + 1) + wanted;
    const sizes = sizesOf.get(manifest) ?? [];
    const sum = room.get(key) ?? sizes.reduce((all, size) => all + holders(size, wanted), 0);
    room.set(key, sum);
    return sum;
  };
  const known = new Map<number, number>();
  return Float64Array.from(fileCopies, (begin) => {
    let sum = known.get(begin);
    if (sum === undefined) {
      sum = 0;
      for (const manifest of sizesOf.keys())
        if (copies[begin + manifest] > 0) sum += roomFor(manifest, copies[begin + manifest]);
      known.set(begin, sum);
    }
    return sum;
  });
}

const holders = (size: number, copies: number): number =>
  copies === allCopies ? size : Math.min(size, copies);

/** How many appliances the clusters have that hold a manifest. */
function sizesByManifest({ clusterManifest, clusterStart }: Snapshot): Map<number, number[]> {
  const sizesOf = new Map<number, number[]>();
  clusterManifest.forEach((manifest, cluster) => {
    const sizes = sizesOf.get(manifest) ?? [];
    sizes.push(clusterStart[cluster + 1] - clusterStart[cluster]);
    sizesOf.set(manifest, sizes);
  });
  return sizesOf;
}

function linkCapacities(a: Snapshot, b: Snapshot, { rowB }: Join): LinkCapacity[] {
  const [before, after] = [linkCapacity(a), linkCapacity(b)];
  const lost = new Float64Array(linkKinds.length);
  a.linkCapacityBps.forEach((was, link) => {
    const isSame = rowB[link] !== noRow && b.linkKind[rowB[link]] === a.linkKind[link];
    lost[a.linkKind[link]] += Math.max(0, was - (isSame ? b.linkCapacityBps[rowB[link]] : 0));
  });
  const sum = (capacity: Float64Array): number => capacity.reduce((all, each) => all + each, 0);
  return [
    { links: 'all', beforeBps: sum(before), afterBps: sum(after), lostBps: sum(lost) },
    ...linkKinds.map((links, kind) => ({
      links,
      beforeBps: before[kind],
      afterBps: after[kind],
      lostBps: lost[kind],
    })),
  ];
}

function linkCapacity({ linkKind, linkCapacityBps }: Snapshot): Float64Array {
  const capacity = new Float64Array(linkKinds.length);
  linkKind.forEach((kind, link) => {
    if (linkCapacityBps[link] > 0) capacity[kind] += linkCapacityBps[link];
  });
  return capacity;
}
