// What should steering answer? Rules 1 to 8 as they are written, slow and obvious.
// Shares no code with core: every route is tried for every client.
import type { World } from '../../world/world.ts';
import { applianceStates, linkKinds, rpkiStates, siteKinds } from '../../world/world.ts';
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
  type Span,
  spanOf,
} from './oracle-basics.ts';

/** What is believed: who is not named is healthy and not shed. */
export type OracleState = {
  readonly appliance: ReadonlyMap<string, { readonly healthy: boolean; readonly share: number }>;
  readonly link: ReadonlyMap<string, number>;
};
export type OracleRequest = { client: string; file: string; session: string; want: number };
export type Target = Record<'appliance' | 'cluster' | 'site' | 'link', string> & {
  rank: number | null;
};
export type OracleAnswer = {
  targets: Target[];
  passedOver: { cluster: string; rank: number; label: string }[];
  reason: string;
};
/** What goes beyond the rules: weights of appliances among holders (1 unless named), panic. */
export type OracleExtras = {
  readonly weights?: ReadonlyMap<string, number> | undefined;
  readonly panicShare?: number;
};
export type Oracle = (state: OracleState, request: OracleRequest) => OracleAnswer;

type Key = readonly (number | string)[];
/** Numbers by size, ids by their bytes; the first difference decides. */
function compare(a: Key, b: Key): number {
  const at = a.findIndex((part, n) => part !== b[n]);
  const [x = 0, y = 0] = [a[at], b[at]];
  return typeof x === 'string' ? byBytes(x, String(y)) : x - Number(y);
}

export function sorted<T>(list: readonly T[], keyOf: (of: T) => Key): T[] {
  const keyed = list.map((of) => ({ of, key: keyOf(of) }));
  return keyed.sort((a, b) => compare(a.key, b.key)).map(({ of }) => of);
}

type RecordOf<T> = { [name in keyof T]: T[name] extends ArrayLike<infer V> ? V : T[name] };
/** The rows of a table; a reference to another table is still a number there. */
function recordsOf<T extends { readonly count: number }>({ count, ...columns }: T): RecordOf<T>[] {
  const all = Object.entries<ArrayLike<unknown>>(columns as never);
  const record = (row: number) => all.map(([name, column]) => [name, cell(column, row)]);
  return Array.from({ length: count }, (_, row) => Object.fromEntries(record(row)));
}

/** Clusters with their sites, who of them holds a file (rule 5), and the link of a last resort. */
export function readClusters(world: World, { weights }: OracleExtras) {
  const sites = recordsOf(world.sites);
  const links = recordsOf(world.links).filter(({ kind }) => linkKinds[kind] === 'transit');
  const transit = sorted(links, ({ id }) => [id]);
  const [appliances, manifests] = [recordsOf(world.appliances), recordsOf(world.manifests)];
  return recordsOf(world.clusters).map((cluster, row) => {
    const members = appliances.filter((each) => each.cluster === row);
    const entries = manifests.filter(({ manifest }) => manifest === cluster.manifest);
    const holders = remembered((name) => {
      const entry = entries.find(({ file }) => world.files.id[file] === name);
      const keyOf = ({ id }: { id: string }) => {
        const hash = pair(hashOf(name), hashOf(id));
        return [weights ? minusLog(hash) * (1 / (weights.get(id) ?? 1)) : -hash, id];
      };
      return sorted(members, keyOf).slice(0, entry?.copies ?? 0);
    });
    const site = cell(sites, cluster.site);
    const link = transit.find((each) => each.site === cluster.site);
    const exit = siteKinds[site.kind] === 'ix' && link ? link.id : '';
    return { row, id: cluster.id, site, exit, holders };
  });
}

export type Cluster = ReturnType<typeof readClusters>[number];
export type Offer = { cluster: Cluster; link: string; rank: number };
/** The last overlay that counts, and whom each left. */
type Last = 'D' | 'K';
type Judged = { of: Offer; left: Record<Last, ReturnType<Cluster['holders']>> };
type Candidate = Offer & { span: Span; hops: number; med: number; km: number };

const criteria = new Map<string, (of: Candidate) => number>([
  ['prefix-length', ({ span }) => -span.length],
  ['as-path', ({ hops }) => hops],
  ['med', ({ med }) => med],
  ['distance', ({ km }) => km],
]);
const inOrder = [...criteria.keys()];

/** Rules 1 to 3: the candidates of a client in their order, and how far it is to a cluster. */
export function vantages(world: World, clusters: readonly Cluster[], ranking: readonly string[]) {
  const spans = recordsOf(world.prefixes).map(({ family, length, word0, word1, word2, word3 }) => {
    const words = family === 4 ? [word0] : [word0, word1, word2, word3];
    const first = words.reduce((sum, word) => (sum << 32n) + BigInt(word), 0n);
    return spanOf(family, length, first);
  });
  const metros = recordsOf(world.metros);
  const places = recordsOf(world.clients).map(({ prefix, metro }) => {
    return { span: cell(spans, prefix), place: cell(metros, metro) };
  });
  const known = recordsOf(world.routes).filter(({ rpki }) => rpkiStates[rpki] !== 'invalid');
  const heard = known.map(({ prefix, path, link, ...route }) => {
    const hops = cell(world.paths.start, path + 1) - cell(world.paths.start, path);
    return { ...route, span: cell(spans, prefix), hops, link: cell(world.links.id, link) };
  });
  const routes = heard.filter(({ span }) => accepted(span));
  const keysOf = (of: Candidate) =>
    ranking.map((name) => {
      const key = criteria.get(name.replace(/^-/, ''));
      if (key === undefined) throw new Error(`no comparator ${name}`);
      return name.startsWith('-') ? -key(of) : key(of);
    });
  return remembered((client) => {
    const { family, address } = addressOf(client);
    const covers = ({ span }: { span: Span }) =>
      span.family === family && span.first <= address && address <= span.last;
    const [metro] = sorted(places.filter(covers), ({ span }) => [-span.length]);
    const kmTo = ({ site }: Cluster) => (metro ? kmBetween(metro.place, site) : 0);
    const ways = routes.filter(covers);
    const best = sorted(ways, ({ span, hops, med, link }) => [-span.length, hops, med, link]);
    const found = clusters.flatMap((cluster): Candidate[] => {
      const route = best.find((each) => each.cluster === cluster.row);
      return route ? [{ ...route, cluster, km: kmTo(cluster), rank: 0 }] : [];
    });
    const candidates = sorted(found, (of) => [...keysOf(of), of.cluster.id]);
    candidates.forEach((each, n) => {
      const before = candidates[n - 1] ?? each;
      each.rank = before.rank + (compare(keysOf(before), keysOf(each)) === 0 ? 0 : 1);
    });
    return { candidates, kmTo };
  });
}

/** Rule 4: what each overlay leaves of the appliances of a candidate, `H` ignored in panic. */
function narrow(of: Offer, state: OracleState, request: OracleRequest, inPanic: boolean) {
  const isShed = (id: string, share = 0) =>
    pair(hashOf(request.session), hashOf(id)) >>> 16 < Math.floor(share * 65536 + 0.5);
  const C = of.cluster.holders(request.file);
  const D = C.filter((each) => applianceStates[each.state] === 'up');
  const H = D.filter(({ id }) => inPanic || (state.appliance.get(id)?.healthy ?? true));
  const L = H.filter(({ id }) => !isShed(id, state.appliance.get(id)?.share));
  const K = isShed(of.link, state.link.get(of.link)) ? [] : L;
  return { of, left: { C, D, H, L, K } };
}

/** Rule 6: the first `want` of those whom `last` left, equals by the hash, equal hashes by id. */
function first(judged: readonly Judged[], last: Last, { file, session, want }: OracleRequest) {
  const asked = pair(hashOf(file), hashOf(session));
  const targets = judged.flatMap(({ of: { cluster, link, rank }, left }) =>
    left[last].map(({ id, capacityBps }) => {
      const key = minusLog(pair(asked, hashOf(id))) * (1 / capacityBps);
      return { key, appliance: id, cluster: cluster.id, site: cluster.site.id, link, rank };
    }),
  );
  const inTurn = sorted(targets, ({ rank, key, appliance }) => [rank, key, appliance]);
  return inTurn.slice(0, want).map(({ key, ...target }) => target);
}

/** Decides for any state and request; `ranking` names comparators, `-` turns one round. */
export function createOracle(world: World, ranking = inOrder, extras: OracleExtras = {}): Oracle {
  const clusters = readClusters(world, extras);
  const vantageOf = vantages(world, clusters, ranking);
  return (state, request) => {
    const { candidates, kmTo } = vantageOf(request.client);
    const judge = (of: Offer, inPanic = false) => narrow(of, state, request, inPanic);
    const calm = candidates.map((each) => judge(each));
    const judged = calm.map((each) => {
      const peers = calm.filter(({ of }) => of.rank === each.of.rank);
      const hasRoomLater = calm.some(({ of, left }) => of.rank > each.of.rank && left.K.length > 0);
      const few = (extras.panicShare ?? 0) * peers.flatMap(({ left }) => left.D).length;
      const isFit = hasRoomLater || peers.flatMap(({ left }) => left.H).length >= few;
      return isFit ? each : judge(each.of, true);
    });
    /** Rules 6 and 7, where the overlays up to `last` count. */
    const answer = (reason: string, last: Last, targets: Target[]): OracleAnswer => {
      const end = targets.length < request.want ? Infinity : (targets.at(-1)?.rank ?? Infinity);
      const passed = judged.filter(({ of, left }) => of.rank <= end && left[last].length === 0);
      const passedOver = passed.map(({ of: { cluster, rank }, left }) => {
        const label = Object.entries(left).find(([, held]) => held.length === 0)?.[0] ?? '';
        return { cluster: cluster.id, rank, label };
      });
      return { targets, passedOver, reason };
    };
    const isLeft = (last: Last) => judged.some(({ left }) => left[last].length > 0);
    if (isLeft('K')) return answer('ranked', 'K', first(judged, 'K', request));
    if (isLeft('D')) return answer('fail-open', 'D', first(judged, 'D', request));
    const exits = clusters.filter(({ exit }) => exit !== '');
    const out = exits.map((cluster) => judge({ cluster, link: cluster.exit, rank: kmTo(cluster) }));
    const targets = first(out, 'D', request).map((target) => ({ ...target, rank: null }));
    return answer(targets.length > 0 ? 'last-resort' : 'none', 'D', targets);
  };
}
