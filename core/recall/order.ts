// Why do the candidates of a client come in this order? Their best routes, key by key.
import { assert } from '../base/assert.ts';
import { given } from '../base/given.ts';
import { noRow } from '../base/ids.ts';
import { compareUtf8 } from '../base/utf8.ts';
import { distancesBetween } from '../compile/candidate-lists.ts';
import { orderFleet, transitLinks } from '../compile/fleet-columns.ts';
import { prefixText } from '../prefix/text.ts';
import type { Candidate, Comparator } from '../rank/comparator.ts';
import { defaultRanking, rankCandidates, resolveRanking } from '../rank/ranking.ts';
import { readId } from '../snapshot/ids.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import type { World } from '../world/world.ts';
import { bestRoutes, type ClientAddress, metroOf, resortMetroOf } from './world-routes.ts';

/** What put a candidate before the next one; the smaller key comes first. */
export type OrderReason = {
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
  readonly before: OrderReason | null;
};

/** A site of the last resort, and how far it is. */
export type OrderedSite = {
  readonly site: string;
  /** Its first transit link in byte order. */
  readonly link: string;
  /** Equal where the distance is. */
  readonly rank: number;
  /** Whole kilometres; null: nobody says about where the client is. */
  readonly distanceKm: number | null;
};

/** The order of all candidates of a client, as the network alone gives it. */
export type OrderAccount = {
  /** Names of the comparators, the first that differs decides. */
  readonly ranking: readonly string[];
  /** Null: none is known, and the client is equally far from all. */
  readonly metro: string | null;
  /** By rank, then cluster. */
  readonly candidates: readonly OrderedCandidate[];
  /** Metro from which the last resort counts, by `fallback.csv` too; null: none is known. */
  readonly resortMetro: string | null;
  /** Sites of the last resort, nearest first. */
  readonly resort: readonly OrderedSite[];
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
  const { clusters, links, paths, prefixes, routes } = world;
  const kilometres = kilometresIn(world);
  const clusterBps = clusterCapacities(world);
  return bestRoutes(world, address).map((route) => {
    const [cluster, link, path] = [routes.cluster[route], routes.link[route], routes.path[route]];
    const candidate = {
      cluster,
      link,
      prefixLength: prefixes.length[routes.prefix[route]],
      asPathLength: paths.start[path + 1] - paths.start[path],
      med: routes.med[route],
      distanceKm: kilometres(metro, clusters.site[cluster]),
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
): OrderReason {
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

/** Whole kilometres between a metro and a site, both rows of the world; 0 from `noRow`. */
const kilometresIn = ({ sites, metros }: World) =>
  distancesBetween({
    ...{ siteLat: sites.lat, siteLon: sites.lon },
    ...{ metroLat: metros.lat, metroLon: metros.lon },
  });

/**
 * The exchange sites with transit of a world, nearest to `metro` (a row of it, or `noRow`) first,
 * equals in byte order. Source: rule 8.
 */
function resortFrom(world: World, metro: number): OrderedSite[] {
  const order = orderFleet(world);
  const kilometres = kilometresIn(world);
  const found: { readonly site: number; readonly link: number; readonly far: number }[] = [];
  transitLinks(world, order).forEach((link, row) => {
    const site = order.sites.rows[row];
    if (link === noRow) return;
    found.push({ site, link: order.links.rows[link], far: kilometres(metro, site) });
  });
  found.sort((a, b) => a.far - b.far);
  let rank = 0;
  return found.map(({ site, link, far }, k) => {
    if (k > 0 && far !== found[k - 1].far) rank++;
    const away = metro === noRow ? null : far;
    return { site: world.sites.id[site], link: world.links.id[link], rank, distanceKm: away };
  });
}

/** Whether the snapshot has these sites as the last resort of the vantage: links and ranks too. */
function isResortOf(snapshot: Snapshot, vantage: number, resort: readonly OrderedSite[]): boolean {
  const { vantageResort, resortStart, resortSite, resortRank, siteTransit } = snapshot;
  const list = vantageResort[vantage];
  const start = resortStart[list];
  if (resortStart[list + 1] - start !== resort.length) return false;
  return resort.every(({ site, link, rank }, k) => {
    const row = resortSite[start + k];
    return (
      resortRank[start + k] === rank &&
      readId(snapshot, 'site', row) === site &&
      readId(snapshot, 'link', siteTransit[row]) === link
    );
  });
}

/**
 * Why the candidates of a client at `address` come in their order: of each its best covering route
 * in `world`, its key for every comparator of the ranking, and the first that puts it before the
 * next; and how far the sites of the last resort are. A snapshot keeps ranks alone, so this reads
 * the world that it was compiled from, and says nothing (`other-world`) where that gives `vantage`
 * other candidates, sites of the last resort, links or ranks than the snapshot has. The ranking is
 * that of the compile; throws on a name that is no comparator. O(prefixes + routes of the world);
 * allocates.
 *
 * @example
 * const own = compileSnapshot(world).snapshot;
 * const { client } = readClient(own, '100.0.68.1');
 * if (client === undefined) throw new Error('it is an address');
 * const { order } = explainOrder(own, world, { address: client, vantage: client.vantage });
 * console.log(order?.candidates.length, order?.candidates[0]?.before?.comparator); // => 3 as-path
 */
export function explainOrder(
  snapshot: Snapshot,
  world: World,
  seat: { readonly address: ClientAddress; readonly vantage: number },
  names: readonly string[] = defaultRanking,
): OrderVerdict {
  given(snapshot, 'snapshot');
  given(world, 'world');
  given(seat, 'seat');
  given(names, 'list');
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
  const near = resortMetroOf(world, address);
  const resort = resortFrom(world, near);
  const isOf = isListOf(snapshot, vantage, candidates) && isResortOf(snapshot, vantage, resort);
  if (!isOf) return { refusal: 'other-world' };
  const idOf = (row: number) => (row === noRow ? null : world.metros.id[row]);
  const places = { metro: idOf(metro), resortMetro: idOf(near) };
  return { order: { ranking: ranking.map(({ name }) => name), ...places, candidates, resort } };
}
