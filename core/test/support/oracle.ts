// What should steering answer? Rules 1 to 8 as they are written, slow and obvious.
// Shares no code with core: every route is tried for every client.
import type { World } from '../../world/world.ts';
import { applianceStates, linkKinds, rpkiStates, siteKinds } from '../../world/world.ts';
import type { Place, Span } from './oracle-basics.ts';
import {
  accepted,
  addressOf,
  byBytes,
  cell,
  hashOf,
  kmBetween,
  minusLog,
  pair,
  remembered,
  rowsOf,
  spanOf,
} from './oracle-basics.ts';

/** What is believed: who is not named is healthy and not shed. */
export type OracleState = {
  readonly appliance: ReadonlyMap<string, { readonly healthy: boolean; readonly share: number }>;
  readonly link: ReadonlyMap<string, number>;
};
export type OracleRequest = { client: string; file: string; session: string; want: number };
export type OracleTarget = {
  appliance: string;
  cluster: string;
  site: string;
  link: string;
  rank: number | null;
};
export type OracleAnswer = {
  targets: OracleTarget[];
  passedOver: { cluster: string; rank: number; label: string }[];
  reason: string;
};
/** What goes beyond the rules: weights of appliances among holders (1 unless named), panic. */
export type OracleExtras = {
  readonly weights?: ReadonlyMap<string, number> | undefined;
  readonly panicShare?: number;
};
export type Oracle = (state: OracleState, request: OracleRequest) => OracleAnswer;

type Site = Place & { id: string; kind: string; transit: string[] };
type Appliance = { id: string; capacityBps: number; up: boolean };
type Cluster = { id: string; site: Site; manifest: number; appliances: Appliance[] };
type Route = { span: Span; cluster: Cluster; hops: number; med: number; link: string };
type Offer = {
  appliance: Appliance;
  cluster: Cluster;
  link: string;
  rank: number | null;
  order: number;
};
type Candidate = { route: Route; distanceKm: number; rank: number };
type Vantage = { place: Place | undefined; candidates: Candidate[] };

type Compare<T> = (a: T, b: T) => number;

function inOrder<T>(...steps: Compare<T>[]): Compare<T> {
  return (a, b) => steps.reduce((order, step) => (order === 0 ? step(a, b) : order), 0);
}

const comparators = new Map<string, Compare<Candidate>>([
  ['prefix-length', (a, b) => b.route.span.length - a.route.span.length],
  ['as-path', (a, b) => a.route.hops - b.route.hops],
  ['med', (a, b) => a.route.med - b.route.med],
  ['distance', (a, b) => a.distanceKm - b.distanceKm],
]);
const betterRoute = inOrder<Route>(
  (a, b) => b.span.length - a.span.length,
  (a, b) => a.hops - b.hops,
  (a, b) => a.med - b.med,
  (a, b) => byBytes(a.link, b.link),
);

function comparatorOf(name: string): Compare<Candidate> {
  const compare = comparators.get(name.replace(/^-/, ''));
  if (compare === undefined) throw new Error(`no comparator ${name}`);
  return name.startsWith('-') ? (a, b) => compare(b, a) : compare;
}

function readNetwork(world: World): { clusters: Cluster[]; routes: Route[]; spans: Span[] } {
  const { prefixes, paths, sites, clusters, appliances, links, routes } = world;
  const spans = rowsOf(prefixes).map((row) => {
    const words = [prefixes.word0, prefixes.word1, prefixes.word2, prefixes.word3];
    const family = cell(prefixes.family, row);
    const used = words.slice(0, family === 4 ? 1 : 4);
    const first = used.reduce((sum, word) => (sum << 32n) + BigInt(cell(word, row)), 0n);
    return spanOf(family, cell(prefixes.length, row), first);
  });
  const isTransit = (link: number) => linkKinds[cell(links.kind, link)] === 'transit';
  const siteList = rowsOf(sites).map((site) => ({
    id: cell(sites.id, site),
    kind: cell(siteKinds, cell(sites.kind, site)),
    lat: cell(sites.lat, site),
    lon: cell(sites.lon, site),
    transit: links.id.filter((_, row) => cell(links.site, row) === site && isTransit(row)),
  }));
  const clusterList = rowsOf(clusters).map((row) => ({
    id: cell(clusters.id, row),
    site: cell(siteList, cell(clusters.site, row)),
    manifest: cell(clusters.manifest, row),
    appliances: rowsOf(appliances)
      .filter((appliance) => cell(appliances.cluster, appliance) === row)
      .map((appliance) => ({
        id: cell(appliances.id, appliance),
        capacityBps: cell(appliances.capacityBps, appliance),
        up: applianceStates[cell(appliances.state, appliance)] === 'up',
      })),
  }));
  const routeList = rowsOf(routes)
    .filter((row) => rpkiStates[cell(routes.rpki, row)] !== 'invalid')
    .map((row) => {
      const path = cell(routes.path, row);
      return {
        span: cell(spans, cell(routes.prefix, row)),
        cluster: cell(clusterList, cell(routes.cluster, row)),
        hops: cell(paths.start, path + 1) - cell(paths.start, path),
        med: cell(routes.med, row),
        link: cell(links.id, cell(routes.link, row)),
      };
    })
    .filter(({ span }) => accepted(span));
  return { clusters: clusterList, routes: routeList, spans };
}

const inRankOrder = ['prefix-length', 'as-path', 'med', 'distance'];

function vantages(world: World, network: ReturnType<typeof readNetwork>, ranking: string[]) {
  const better = inOrder(...ranking.map(comparatorOf));
  const places = rowsOf(world.clients).map((row) => ({
    span: cell(network.spans, cell(world.clients.prefix, row)),
    lat: cell(world.metros.lat, cell(world.clients.metro, row)),
    lon: cell(world.metros.lon, cell(world.clients.metro, row)),
  }));
  return remembered((client: string): Vantage => {
    const { family, address } = addressOf(client);
    const covers = ({ span }: { span: Span }) =>
      span.family === family && span.first <= address && address <= span.last;
    const place = places.filter(covers).sort((a, b) => b.span.length - a.span.length)[0];
    const covering = network.routes.filter(covers).sort(betterRoute);
    const candidates = network.clusters.flatMap((cluster) => {
      const route = covering.find((each) => each.cluster === cluster);
      const distanceKm = place ? kmBetween(place, cluster.site) : 0;
      return route ? [{ route, distanceKm, rank: 0 }] : [];
    });
    candidates.sort(inOrder(better, (a, b) => byBytes(a.route.cluster.id, b.route.cluster.id)));
    candidates.forEach((each, n) => {
      const before = candidates[n - 1];
      if (before) each.rank = before.rank + (better(before, each) === 0 ? 0 : 1);
    });
    return { place, candidates };
  });
}

/** Rule 5: the appliances of the cluster that hold the file. */
function holdersOf(
  world: World,
  weights: OracleExtras['weights'],
): (cluster: Cluster, file: string) => Appliance[] {
  const fileRow = new Map(world.files.id.map((id, row) => [id, row]));
  const copiesOf = new Map<string, number>();
  for (const row of rowsOf(world.manifests)) {
    const { manifest, file, copies } = world.manifests;
    copiesOf.set(`${cell(manifest, row)} ${cell(file, row)}`, cell(copies, row));
  }
  const known = new Map<Cluster, (file: string) => Appliance[]>();
  return (cluster, file) => {
    const find =
      known.get(cluster) ??
      remembered((each) => {
        const hash = (appliance: Appliance) => pair(hashOf(each), hashOf(appliance.id));
        const key = (appliance: Appliance) =>
          weights
            ? minusLog(hash(appliance)) * (1 / (weights.get(appliance.id) ?? 1))
            : -hash(appliance);
        const order = (a: Appliance, b: Appliance) => key(a) - key(b) || byBytes(a.id, b.id);
        const copies = copiesOf.get(`${cluster.manifest} ${fileRow.get(each)}`) ?? 0;
        return [...cluster.appliances].sort(order).slice(0, copies);
      });
    known.set(cluster, find);
    return find(file);
  };
}

/** Rule 4: one overlay after the other; `up` is what C and D leave, `reached` what all do. */
function narrow(
  state: OracleState,
  { session }: OracleRequest,
  link: string,
  holders: Appliance[],
  ignoresHealth: boolean,
) {
  const shed = (id: string, share: number) =>
    pair(hashOf(session), hashOf(id)) >>> 16 < Math.floor(share * 65536 + 0.5);
  const beliefOf = (id: string) => state.appliance.get(id) ?? { healthy: true, share: 0 };
  const up = holders.filter((each) => each.up);
  const healthy = up.filter((each) => beliefOf(each.id).healthy);
  const trusted = ignoresHealth ? up : healthy;
  const unshed = trusted.filter((each) => !shed(each.id, beliefOf(each.id).share));
  const reached = shed(link, state.link.get(link) ?? 0) ? [] : unshed;
  const steps = [holders, up, trusted, unshed, reached];
  return {
    up,
    healthy,
    reached,
    label: 'CDHLK'.charAt(steps.findIndex((left) => left.length === 0)),
  };
}

/** Rule 6: the best `want` by `order`, equals by the hash, equal hashes by id. */
function bestOf(offers: Offer[], { file, session, want }: OracleRequest): OracleTarget[] {
  const keyed = offers.map((offer) => {
    const hash = pair(pair(hashOf(file), hashOf(session)), hashOf(offer.appliance.id));
    return { ...offer, key: minusLog(hash) * (1 / offer.appliance.capacityBps) };
  });
  const inTurn = inOrder<Offer & { key: number }>(
    (a, b) => a.order - b.order,
    (a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0),
    (a, b) => byBytes(a.appliance.id, b.appliance.id),
  );
  return keyed
    .sort(inTurn)
    .map(({ appliance, cluster, link, rank }) => {
      return { appliance: appliance.id, cluster: cluster.id, site: cluster.site.id, link, rank };
    })
    .slice(0, want);
}

/** Decides for any state and request; `ranking` names comparators, `-` turns one round. */
export function createOracle(
  world: World,
  ranking: string[] = inRankOrder,
  { weights, panicShare = 0 }: OracleExtras = {},
): Oracle {
  const network = readNetwork(world);
  const vantageOf = vantages(world, network, ranking);
  const holders = holdersOf(world, weights);
  return (state, request) => {
    const { place, candidates } = vantageOf(request.client);
    const judge = (panicked: (rank: number) => boolean) =>
      candidates.map(({ route: { cluster, link }, rank }) => {
        const held = holders(cluster, request.file);
        return { cluster, link, rank, ...narrow(state, request, link, held, panicked(rank)) };
      });
    const calm = judge(() => false);
    const judged = judge((rank) => {
      const mine = calm.filter((each) => each.rank === rank);
      const [up, healthy] = [mine.flatMap((each) => each.up), mine.flatMap((each) => each.healthy)];
      const hasRoomLater = calm.some((each) => each.rank > rank && each.reached.length > 0);
      return !hasRoomLater && healthy.length < panicShare * up.length;
    });
    const answer = (reason: string, part: 'reached' | 'up'): OracleAnswer => {
      const offers = judged.flatMap(({ cluster, link, rank, [part]: left }) =>
        left.map((appliance) => ({ appliance, cluster, link, rank, order: rank })),
      );
      const targets = bestOf(offers, request);
      const last = targets.length < request.want ? Infinity : (targets.at(-1)?.rank ?? Infinity);
      const passedOver = judged
        .filter((each) => each[part].length === 0 && each.rank <= last)
        .map(({ cluster, rank, label }) => ({ cluster: cluster.id, rank, label }));
      return { targets, passedOver, reason };
    };
    if (judged.some(({ reached }) => reached.length > 0)) return answer('ranked', 'reached');
    if (judged.some(({ up }) => up.length > 0)) return answer('fail-open', 'up');
    const offers = network.clusters
      .filter(({ site }) => site.kind === 'ix' && site.transit.length > 0)
      .flatMap((cluster) => {
        const link = cell([...cluster.site.transit].sort(byBytes), 0);
        const order = place ? kmBetween(place, cluster.site) : 0;
        const up = holders(cluster, request.file).filter((each) => each.up);
        return up.map((appliance) => ({ appliance, cluster, link, rank: null, order }));
      });
    const targets = bestOf(offers, request);
    return { ...answer('', 'up'), targets, reason: targets.length > 0 ? 'last-resort' : 'none' };
  };
}
