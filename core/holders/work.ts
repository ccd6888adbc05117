// How much may one decision have to look at? Bounded, so that no snapshot makes one slow.
import { allCopies } from './content.ts';

/** What says how much there is to look at: the columns of a snapshot. */
export type WorkColumns = {
  readonly clusterStart: Uint32Array;
  readonly clusterManifest: Uint32Array;
  readonly inverseWeight: Float64Array;
  readonly fileCopies: Uint32Array;
  readonly copies: Uint8Array;
  readonly clusterSite: Uint32Array;
};

/** The lists that are walked, and from which addresses. */
export type WalkedColumns = {
  readonly spanValue: Uint32Array;
  readonly span6Value: Uint32Array;
  readonly vantageList: Uint32Array;
  readonly vantageResort: Uint32Array;
  readonly listStart: Uint32Array;
  readonly listCluster: Uint32Array;
  readonly resortStart: Uint32Array;
  readonly resortSite: Uint32Array;
};

/**
 * Steps of one walk at most: over a list of candidates, and over an order of last resort. A step is
 * the hash of an appliance, two nanoseconds. The largest fleet that is known takes 900 for a list
 * and 4,600 for a last resort.
 */
export const workMax = { list: 4096, resort: 12_288 } as const;

/** Steps for a place in a list, for an appliance that may hold the file, and one that does. */
const seatSteps = 4;
const sortedSteps = 4;
const holderSteps = 6;

/**
 * Steps of each cluster, for the file that takes most. Of few copies the holders are found by a
 * hash an appliance; of more, or by weights, they have to be sorted out.
 */
export function clusterWork(columns: WorkColumns): Float64Array {
  const { clusterStart, clusterManifest, inverseWeight } = columns;
  const copiesOf = mostCopies(columns);
  const work = new Float64Array(clusterManifest.length);
  clusterManifest.forEach((manifest, cluster) => {
    const size = clusterStart[cluster + 1] - clusterStart[cluster];
    const copies = copiesOf.get(manifest) ?? 0;
    work[cluster] = stepsOf(size, copies, inverseWeight.length > 0);
  });
  return work;
}

/** Steps of a cluster of `size` appliances that holds a file in up to so many copies. */
export function stepsOf(size: number, copies: number, isWeighted: boolean): number {
  const held = copies === allCopies ? size : Math.min(copies, size);
  const isHashed = copies <= 3 && !isWeighted;
  const each = copies === 0 ? 0 : isHashed ? 1 : sortedSteps;
  return seatSteps + size * each + held * holderSteps;
}

/** The most copies of a file in each manifest that some cluster holds. */
function mostCopies({ clusterManifest, fileCopies, copies }: WorkColumns): Map<number, number> {
  const rows = [...new Set(fileCopies)];
  const most = new Map<number, number>();
  for (const manifest of new Set(clusterManifest))
    most.set(
      manifest,
      rows.reduce((all, begin) => Math.max(all, copies[begin + manifest]), 0),
    );
  return most;
}

/** Steps of each site: of its clusters together. */
function siteWork(clusterSite: Uint32Array, work: Float64Array) {
  const sum = new Float64Array(clusterSite.reduce((most, site) => Math.max(most, site + 1), 0));
  clusterSite.forEach((site, cluster) => {
    sum[site] += work[cluster];
  });
  return sum;
}

/** A list that takes more than `most` steps, and how many; undefined: none. */
export type Excess = { readonly list: number; readonly steps: number };

type Walk = {
  readonly start: Uint32Array;
  readonly column: Uint32Array;
  readonly work: Float64Array;
  /** 1: from somewhere it is walked. */
  readonly isUsed: Uint8Array;
};

/** The first list, of `column` from `start` on, of rows whose `work` is more than `most`. */
function excessOf({ start, column, work, isUsed }: Walk, most: number): Excess | undefined {
  for (let list = 0; list + 1 < start.length; list++) {
    let steps = 0;
    if (isUsed[list] === 0) continue;
    for (let at = start[list]; at < start[list + 1]; at++) steps += work[column[at]] ?? 0;
    if (steps > most) return { list, steps };
  }
  return undefined;
}

/** Which lists the vantages of some address have: a compiler keeps those of before. */
function listsInUse(columns: WalkedColumns) {
  const { spanValue, span6Value, vantageList, vantageResort, listStart, resortStart } = columns;
  const isSeen = new Uint8Array(vantageList.length);
  for (const vantage of spanValue) isSeen[vantage] = 1;
  for (const vantage of span6Value) isSeen[vantage] = 1;
  const list = new Uint8Array(listStart.length);
  const resort = new Uint8Array(resortStart.length);
  isSeen.forEach((seen, vantage) => {
    list[vantageList[vantage]] |= seen;
    resort[vantageResort[vantage]] |= seen;
  });
  return { list, resort };
}

/** The first list of candidates, and the first last resort, that take too many steps. O(bytes). */
export function workExcess(
  columns: WorkColumns & WalkedColumns,
  work: Float64Array = clusterWork(columns),
): { readonly list: Excess | undefined; readonly resort: Excess | undefined } {
  const { clusterSite, listStart, listCluster, resortStart, resortSite } = columns;
  const sites = siteWork(clusterSite, work);
  const used = listsInUse(columns);
  const lists = { start: listStart, column: listCluster, work, isUsed: used.list };
  const resorts = { start: resortStart, column: resortSite, work: sites, isUsed: used.resort };
  return { list: excessOf(lists, workMax.list), resort: excessOf(resorts, workMax.resort) };
}
