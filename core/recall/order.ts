// Why do the candidates of a client come in this order? Their best routes, key by key.
import { assert } from '../base/assert.ts';
import { noRow } from '../base/ids.ts';
import { compareUtf8 } from '../base/utf8.ts';
import { prefixText } from '../prefix/text.ts';
import type { Candidate, Comparator } from '../rank/comparator.ts';
import { distanceKm } from '../rank/distance.ts';
import { defaultRanking, rankCandidates, resolveRanking } from '../rank/ranking.ts';
import { readId } from '../snapshot/ids.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import type { World } from '../world/world.ts';
import { bestRoutes, type ClientAddress, metroOf } from './world-routes.ts';

/** What put a candidate before the next one; the smaller key comes first. */
export type Precedence = {
  readonly cluster: string;
  /** Name of the first comparator that differs; null: equal on all, both share a rank. */
  readonly comparator: string | null;
  readonly key: number;
  readonly nextKey: number;
};

/** A candidate with what the ranking looked at. */
export type OrderedCandidate = {
  readonly cluster: string;
  readonly link: string;
  readonly rank: number;
  /** That of its best route. */
  readonly prefix: string;
  readonly prefixLength: number;
  readonly asPathLength: number;
  readonly med: number;
  /** Whole kilometres; null: the client has no metro. */
  readonly distanceKm: number | null;
  /** One a comparator of the ranking; the smaller comes first. */
  readonly keys: readonly number[];
  /** Null: no candidate comes after it. */
  readonly before: Precedence | null;
};

/** The order of all candidates of a client, as the network alone gives it. */
export type OrderAccount = {
  /** Names of the comparators, the first that differs decides. */
  readonly ranking: readonly string[];
  /** Null: none is known, and the client is equally far from all. */
  readonly metro: string | null;
  /** By rank, then cluster. */
  readonly candidates: readonly OrderedCandidate[];
};

/** The order, or why there is none: the world is not the one of the snapshot. */
export type OrderVerdict =
  | { readonly order: OrderAccount; readonly refusal?: undefined }
  | { readonly order?: undefined; readonly refusal: 'other-world' };

/** Declared capacity by cluster (world row), of all appliances whatever their state. */
function clusterCapacities({ clusters, appliances }: World): Float64Array {
  const sumBps = new Float64Array(clusters.count);
  appliances.cluster.forEach((cluster, row) => {
    sumBps[cluster] += appliances.capacityBps[row];
  });
  return sumBps;
}

/** A candidate whose `cluster` and `link` are rows of the world. */
type Seen = { readonly candidate: Candidate; readonly prefix: number };

function seenFrom(world: World, address: ClientAddress, metro: number): Seen[] {
  const { sites, clusters, links, metros, paths, prefixes, routes } = world;
  const clusterBps = clusterCapacities(world);
  return bestRoutes(world, address).map((route) => {
    const [cluster, link, path] = [routes.cluster[route], routes.link[route], routes.path[route]];
    const site = clusters.site[cluster];
    const place = [sites.lat[site], sites.lon[site]] as const;
    const isFar = metro !== noRow;
    const candidate = {
      cluster,
      link,
      prefixLength: prefixes.length[routes.prefix[route]],
      asPathLength: paths.start[path + 1] - paths.start[path],
      med: routes.med[route],
      distanceKm: isFar
        ? Math.floor(distanceKm(metros.lat[metro], metros.lon[metro], ...place) + 0.5)
        : 0,
      linkKind: links.kind[link],
      capacityBps: Math.min(clusterBps[cluster], links.capacityBps[link]),
      costPerMbps: links.costPerMbps?.[link] ?? 0,
    };
    return { candidate, prefix: routes.prefix[route] };
  });
}

/** What puts keys before the next ones. */
function precedence(
  ranking: readonly Comparator[],
  keys: readonly number[],
  nextKeys: readonly number[],
  cluster: string,
): Precedence {
  const at = keys.findIndex((key, k) => key !== nextKeys[k]);
  if (at < 0) return { cluster, comparator: null, key: 0, nextKey: 0 };
  return { cluster, comparator: ranking[at].name, key: keys[at], nextKey: nextKeys[at] };
}

/** Ranks what is seen, which stands in byte order of its clusters, and says why it comes so. */
function orderedFrom(
  world: World,
  seen: readonly Seen[],
  by: { ranking: readonly Comparator[]; address: ClientAddress; hasMetro: boolean },
): OrderedCandidate[] {
  const { ranking, address, hasMetro } = by;
  const rows = seen.map(({ candidate }, row) => ({ ...candidate, cluster: row }));
  const rank = new Uint32Array(rows.length);
  rankCandidates(rows, rows.length, ranking, rank);
  const keysOf = rows.map((row) => ranking.map(({ key }) => key(row)));
  const idOf = (k: number) => world.clusters.id[seen[rows[k].cluster].candidate.cluster];
  return rows.map((row, k): OrderedCandidate => {
    const { prefix } = seen[row.cluster];
    const { word0, word1, word2, word3, length } = world.prefixes;
    const words = [word0[prefix], word1[prefix], word2[prefix], word3[prefix]];
    const isLast = k + 1 === rows.length;
    return {
      cluster: idOf(k),
      link: world.links.id[row.link],
      rank: rank[k],
      prefix: prefixText(address.family, words, length[prefix]),
      prefixLength: row.prefixLength,
      asPathLength: row.asPathLength,
      med: row.med,
      distanceKm: hasMetro ? row.distanceKm : null,
      keys: keysOf[k],
      before: isLast ? null : precedence(ranking, keysOf[k], keysOf[k + 1], idOf(k + 1)),
    };
  });
}

/** Whether the snapshot has this list for the vantage: clusters, links and ranks. */
function isListOf(
  snapshot: Snapshot,
  vantage: number,
  candidates: readonly OrderedCandidate[],
): boolean {
  const list = snapshot.vantageList[vantage];
  const start = snapshot.listStart[list];
  if (snapshot.listStart[list + 1] - start !== candidates.length) return false;
  return candidates.every(
    ({ cluster, link, rank }, k) =>
      snapshot.listRank[start + k] === rank &&
      readId(snapshot, 'cluster', snapshot.listCluster[start + k]) === cluster &&
      readId(snapshot, 'link', snapshot.listLink[start + k]) === link,
  );
}

/**
 * Why the candidates of a client at `address` come in their order: of each its best covering route
 * in `world`, its key for every comparator of the ranking, and the first that puts it before the
 * next. A snapshot keeps ranks alone, so this reads the world that it was compiled from, and says
 * nothing (`other-world`) where that gives `vantage` other candidates, links or ranks than the
 * snapshot has. The ranking is that of the compile; throws on a name that is no comparator.
 * O(prefixes + routes of the world); allocates.
 */
export function explainOrder(
  snapshot: Snapshot,
  world: World,
  seat: { readonly address: ClientAddress; readonly vantage: number },
  names: readonly string[] = defaultRanking,
): OrderVerdict {
  const { ranking } = resolveRanking(names);
  assert(ranking !== undefined, 'every name of a ranking is a comparator');
  const { address, vantage } = seat;
  const metro = metroOf(world, address);
  const seen = seenFrom(world, address, metro);
  // Equals stand in byte order of their clusters: rows by that order, as a snapshot numbers them.
  seen.sort((a, b) =>
    compareUtf8(world.clusters.id[a.candidate.cluster], world.clusters.id[b.candidate.cluster]),
  );
  const candidates = orderedFrom(world, seen, { ranking, address, hasMetro: metro !== noRow });
  if (!isListOf(snapshot, vantage, candidates)) return { refusal: 'other-world' };
  const metroId = metro === noRow ? null : world.metros.id[metro];
  return { order: { ranking: ranking.map(({ name }) => name), metro: metroId, candidates } };
}
