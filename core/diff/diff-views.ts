// How does what a vantage sees in one snapshot differ from what another sees in the next?
import { noRow } from '../base/ids.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import type { Join, Joins } from './diff-fleet.ts';

/**
 * Why a part of the address space gets another answer from the network: the first that applies.
 *
 * | cause         | what changed                                        | `from` → `to` are      |
 * | ------------- | --------------------------------------------------- | ---------------------- |
 * | `lost`        | had candidates, has none now                        | clusters of rank 0 → – |
 * | `gained`      | had none, has some now                              | – → clusters of rank 0 |
 * | `first`       | other clusters at rank 0                            | clusters               |
 * | `candidates`  | the same at rank 0, others behind them              | clusters               |
 * | `order`       | the same clusters, other ranks: the first that is   | clusters               |
 * | `link`        | the same order over other links                     | links                  |
 * | `resort`      | the same candidates, another last resort            | sites                  |
 * | `resort-only` | no candidates, before and after; another last resort | sites                 |
 *
 * `from` has what stands there no more, `to` what is new there; what stays is in neither.
 */
export const diffCauses = [
  'lost',
  'gained',
  'first',
  'candidates',
  'order',
  'link',
  'resort',
  'resort-only',
] as const;
/** A word of `diffCauses`. */
export type DiffCause = (typeof diffCauses)[number];

/** Rows of joined ids, ascending. */
export type RankChange = {
  readonly cause: DiffCause;
  readonly from: readonly number[];
  readonly to: readonly number[];
};

/** A candidate, or a site of the last resort: its row among the joined ids, link, rank. */
type Seat = { readonly row: number; readonly link: number; readonly rank: number };

function minus(x: readonly number[], y: readonly number[]): number[] {
  const other = new Set(y);
  return x.filter((row) => !other.has(row)).sort((a, b) => a - b);
}

/** What is in one and not in the other, both ways; undefined where nothing is. */
function split(x: readonly number[], y: readonly number[]) {
  const from = minus(x, y);
  const to = minus(y, x);
  return from.length + to.length > 0 ? { from, to } : undefined;
}

const rows = (seats: readonly Seat[]): number[] => seats.map(({ row }) => row);
const rowsAt = (seats: readonly Seat[], rank: number): number[] =>
  rows(seats.filter((seat) => seat.rank === rank));

/** The first rank whose rows differ, where both have the same rows. */
function splitRanks(x: readonly Seat[], y: readonly Seat[]) {
  const rankOf = new Map(y.map(({ row, rank }) => [row, rank]));
  let first = noRow;
  for (const { row, rank } of x) {
    const other = rankOf.get(row) ?? noRow;
    if (other !== rank) first = Math.min(first, rank, other);
  }
  return first === noRow ? undefined : split(rowsAt(x, first), rowsAt(y, first));
}

/** Seats of `x` whose link is another in `y`. */
function relinked(x: readonly Seat[], y: readonly Seat[]): Seat[] {
  const linkOf = new Map(y.map(({ row, link }) => [row, link]));
  return x.filter(({ row, link }) => linkOf.get(row) !== link);
}

function compareLists(x: readonly Seat[], y: readonly Seat[]): RankChange | undefined {
  if (y.length === 0) return { cause: 'lost', from: minus(rowsAt(x, 0), []), to: [] };
  if (x.length === 0) return { cause: 'gained', from: [], to: minus(rowsAt(y, 0), []) };
  const first = split(rowsAt(x, 0), rowsAt(y, 0));
  if (first) return { cause: 'first', ...first };
  const candidates = split(rows(x), rows(y));
  if (candidates) return { cause: 'candidates', ...candidates };
  const order = splitRanks(x, y);
  if (order) return { cause: 'order', ...order };
  const linksOf = (seats: readonly Seat[]): number[] => [...new Set(seats.map(({ link }) => link))];
  const from = minus(linksOf(relinked(x, y)), []);
  return from.length === 0
    ? undefined
    : { cause: 'link', from, to: minus(linksOf(relinked(y, x)), []) };
}

function compareResorts(x: readonly Seat[], y: readonly Seat[]): RankChange | undefined {
  const found = split(rows(x), rows(y)) ?? splitRanks(x, y);
  if (found) return { cause: 'resort', ...found };
  const sites = minus(rows(relinked(x, y)), []);
  return sites.length === 0 ? undefined : { cause: 'resort', from: sites, to: sites };
}

type Side = 'A' | 'B';

/** Lists of one kind in columns: what stands in them, over which link, at which rank. */
type Lists = {
  readonly start: Uint32Array;
  readonly row: (at: number) => number;
  readonly link: (at: number) => number;
  readonly rank: Uint32Array;
};

function listsOf(snapshot: Snapshot, side: Side, { cluster, link, site }: Joins) {
  const of = (join: Join): Uint32Array => (side === 'A' ? join.ofA : join.ofB);
  const [clusters, links, sites] = [of(cluster), of(link), of(site)];
  const { listStart, listCluster, listLink, listRank } = snapshot;
  const { resortStart, resortSite, resortRank, siteTransit } = snapshot;
  const candidates: Lists = {
    start: listStart,
    row: (at) => clusters[listCluster[at]],
    link: (at) => links[listLink[at]],
    rank: listRank,
  };
  const resorts: Lists = {
    start: resortStart,
    row: (at) => sites[resortSite[at]],
    link: (at) => links[siteTransit[resortSite[at]]] ?? noRow,
    rank: resortRank,
  };
  return { candidates, resorts };
}

const seatsOf = ({ start, row, link, rank }: Lists, list: number): Seat[] =>
  Array.from({ length: start[list + 1] - start[list] }, (_, k) => {
    const at = start[list] + k;
    return { row: row(at), link: link(at), rank: rank[at] };
  });

/** Whether two lists say the same, without a look at what differs: almost all do. */
function areEqual(x: Lists, before: number, y: Lists, after: number): boolean {
  const [from, other] = [x.start[before], y.start[after]];
  const count = x.start[before + 1] - from;
  if (count !== y.start[after + 1] - other) return false;
  for (let k = 0; k < count; k++) {
    const [at, to] = [from + k, other + k];
    const isSame =
      x.rank[at] === y.rank[to] && x.row(at) === y.row(to) && x.link(at) === y.link(to);
    if (!isSame) return false;
  }
  return true;
}

/** Results by pair of rows, made once. */
function remember<T>(columns: number, make: (a: number, b: number) => T) {
  const known = new Map<number, T>();
  return (a: number, b: number): T => {
    const key = a * columns + b;
    const found = known.get(key);
    if (found !== undefined || known.has(key)) return found as T;
    const made = make(a, b);
    known.set(key, made);
    return made;
  };
}

/** Capacity of each cluster that is known, by row. */
function clusterCapacity(snapshot: Snapshot): Float64Array {
  const capacityOf = new Float64Array(snapshot.clusterCount);
  snapshot.applianceCluster.forEach((cluster, row) => {
    const capacityBps = snapshot.capacityBps[row];
    if (capacityBps > 0 && capacityBps < Number.POSITIVE_INFINITY)
      capacityOf[cluster] += capacityBps;
  });
  return capacityOf;
}

/** Whether every cluster of both has its site and its capacity: equal lists split alike then. */
function areSplitAlike(a: Snapshot, b: Snapshot, { cluster, site }: Joins): boolean {
  const [before, after] = [clusterCapacity(a), clusterCapacity(b)];
  return cluster.rowA.every((rowA, joined) => {
    const rowB = cluster.rowB[joined];
    if (rowA === noRow || rowB === noRow) return true; // in no list of both
    const isSite = site.ofA[a.clusterSite[rowA]] === site.ofB[b.clusterSite[rowB]];
    return isSite && before[rowA] === after[rowB];
  });
}

/** Joined rows of the sites at rank 0 and the share of each, by the capacity of its clusters. */
function firstSites(snapshot: Snapshot, sites: Uint32Array) {
  const capacityOf = clusterCapacity(snapshot);
  return (list: number): Map<number, number> => {
    const clusters: number[] = [];
    for (let at = snapshot.listStart[list]; at < snapshot.listStart[list + 1]; at++)
      if (snapshot.listRank[at] === 0) clusters.push(snapshot.listCluster[at]);
    const total = clusters.reduce((sum, cluster) => sum + capacityOf[cluster], 0);
    const shares = new Map<number, number>();
    for (const cluster of clusters) {
      const share = total > 0 ? capacityOf[cluster] / total : 1 / clusters.length;
      const site = sites[snapshot.clusterSite[cluster]];
      shares.set(site, (shares.get(site) ?? 0) + share);
    }
    if (shares.size === 0) shares.set(noRow, 1);
    return shares;
  };
}

const covered = ({ listStart, vantageList }: Snapshot, vantage: number): boolean =>
  listStart[vantageList[vantage] + 1] > listStart[vantageList[vantage]];

/** Compares vantages of `a` with vantages of `b`. */
export function viewComparison(a: Snapshot, b: Snapshot, joins: Joins) {
  const [ofA, ofB] = [listsOf(a, 'A', joins), listsOf(b, 'B', joins)];
  const isSameList = remember(b.listStart.length, (before, after) =>
    areEqual(ofA.candidates, before, ofB.candidates, after),
  );
  const lists = remember(b.listStart.length, (before, after) =>
    isSameList(before, after)
      ? undefined
      : compareLists(seatsOf(ofA.candidates, before), seatsOf(ofB.candidates, after)),
  );
  const resorts = remember(b.resortStart.length, (before, after) =>
    areEqual(ofA.resorts, before, ofB.resorts, after)
      ? undefined
      : compareResorts(seatsOf(ofA.resorts, before), seatsOf(ofB.resorts, after)),
  );
  const firstA = firstSites(a, joins.site.ofA);
  const firstB = firstSites(b, joins.site.ofB);
  const isSameSplit = areSplitAlike(a, b, joins);
  const moved = remember(b.listStart.length, (before, after) => {
    if (isSameSplit && isSameList(before, after)) return 0;
    const then = firstA(before);
    let stays = 0;
    for (const [site, share] of firstB(after)) stays += Math.min(share, then.get(site) ?? 0);
    return stays > 1 - 1e-12 ? 0 : 1 - stays; // shares are rounded
  });
  return {
    isCoveredBefore: (vantage: number): boolean => covered(a, vantage),
    isCoveredAfter: (vantage: number): boolean => covered(b, vantage),
    change(before: number, after: number): RankChange | undefined {
      const found = lists(a.vantageList[before], b.vantageList[after]);
      if (found) return found;
      const resort = resorts(a.vantageResort[before], b.vantageResort[after]);
      return resort && !covered(a, before) ? { ...resort, cause: 'resort-only' } : resort;
    },
    /** Share 0..1 of the load at rank 0 that goes to another site, as it is split by capacity. */
    movedShare: (before: number, after: number): number =>
      moved(a.vantageList[before], b.vantageList[after]),
  };
}
