// Which clusters may serve an address, and in which order? A second answer, from core/RULES.md.
import type { World } from '@fairlead/core';

export type Candidate = { readonly cluster: number; readonly link: number; readonly rank: number };
type Words = readonly [number, number, number, number];
const special: readonly [number, number][] = (
  '0/8 10/8 100.64/10 127/8 169.254/16 172.16/12 192.0.0/24 192.0.2/24 192.168/16 198.18/15 ' +
  '198.51.100/24 203.0.113/24 224/4 240/4'
)
  .split(' ')
  .map((text) => {
    const [address = '', length = ''] = text.split('/');
    const bytes = [...address.split('.').map(Number), 0, 0, 0];
    return [bytes.slice(0, 4).reduce((sum, byte) => sum * 256 + byte, 0), Number(length)];
  });
const cut = (word: number, bits: number): number =>
  bits <= 0 ? 0 : (word & (bits >= 32 ? -1 : -1 << (32 - bits))) >>> 0;
const prefixKey = (family: number, length: number, [a, b, c, d]: Words): string =>
  `${family}/${length}/${[a, b, c, d].map((word, k) => cut(word, length - 32 * k)).join('.')}`;

function isAccepted(world: World, route: number): boolean {
  const { prefixes, routes } = world;
  const at = routes.prefix[route] ?? 0;
  const [length = 0, word0 = 0, word1 = 0] = [
    prefixes.length[at],
    prefixes.word0[at],
    prefixes.word1[at],
  ];
  if (routes.rpki[route] === 1) return false;
  if (prefixes.family[at] === 6) {
    const isDocumentation = word0 === 0x20010db8 && length >= 32;
    return (
      length >= 19 && length <= 64 && cut(word0, 3) === 0x20000000 && !isDocumentation && word1 >= 0
    );
  }
  return (
    length >= 8 &&
    length <= 31 &&
    !special.some(([from, bits]) => length >= bits && cut(word0, bits) === from)
  );
}

const radians = (degrees: number): number => (degrees * Math.PI) / 180;
type Places = { readonly lat: Float64Array; readonly lon: Float64Array };
function distanceKm(a: Places, i: number, b: Places, j: number): number {
  const [p, q] = [radians(a.lat[i] ?? 0), radians(b.lat[j] ?? 0)];
  const turn = Math.sin(radians((b.lon[j] ?? 0) - (a.lon[i] ?? 0)) / 2);
  const rise = Math.sin((q - p) / 2);
  const h = rise * rise + Math.cos(p) * Math.cos(q) * turn * turn;
  return Math.floor(2 * 6371.0088 * Math.asin(Math.min(1, Math.sqrt(h))) + 0.5);
}

/** Rows of a table by the prefix they name, and the lengths that occur. */
function byPrefix(
  world: World,
  rows: { count: number; prefix: Uint32Array },
  keep = (_: number) => true,
) {
  const { prefixes } = world;
  const found = new Map<string, number[]>();
  for (let row = 0; row < rows.count; row++) {
    if (!keep(row)) continue;
    const at = rows.prefix[row] ?? 0;
    const column = (of: Uint32Array) => of[at] ?? 0;
    const words: Words = [prefixes.word0, prefixes.word1, prefixes.word2, prefixes.word3].map(
      column,
    ) as unknown as Words;
    const key = prefixKey(prefixes.family[at] ?? 0, prefixes.length[at] ?? 0, words);
    found.set(key, [...(found.get(key) ?? []), row]);
  }
  return found;
}

/** Who may serve an address, in order of rank, and who in a last resort. */
export type List = { readonly ranked: readonly Candidate[]; readonly resort: readonly Candidate[] };

/** Clusters at exchanges with transit, ranked by distance alone. */
function resortOf(world: World, metro: number): Candidate[] {
  const { clusters, sites, links, metros } = world;
  const found = Array.from({ length: clusters.count }, (_, cluster) => {
    const site = clusters.site[cluster] ?? 0;
    const transit = [...links.site.keys()].filter(
      (link) => links.site[link] === site && links.kind[link] === 3,
    );
    transit.sort((a, b) => ((links.id[a] ?? '') < (links.id[b] ?? '') ? -1 : 1));
    const rank = metro < 0 ? 0 : distanceKm(metros, metro, sites, site);
    return { cluster, link: sites.kind[site] === 1 ? (transit[0] ?? -1) : -1, rank };
  });
  return found.filter(({ link }) => link >= 0).sort((a, b) => a.rank - b.rank);
}

/** How routes of a cluster, and candidates, compare: hops, MED, and the link's id. */
function routeOrder({ routes, paths, links }: World) {
  const hops = (row: number) => {
    const path = routes.path[row] ?? 0;
    return (paths.start[path + 1] ?? 0) - (paths.start[path] ?? 0);
  };
  const med = (row: number) => routes.med[row] ?? 0;
  const linkId = (row: number) => links.id[routes.link[row] ?? 0] ?? '';
  const compare = (a: number, b: number) =>
    hops(a) - hops(b) || med(a) - med(b) || (linkId(a) < linkId(b) ? -1 : 1);
  return { hops, med, compare };
}

/** Best routes by cluster: the row, and the length of its prefix. */
type Best = ReadonlyMap<number, readonly [row: number, length: number]>;

/** Ranks clusters by the keys of their best routes: equal keys are one rank. */
function rankedOf(world: World, best: Best, metro: number): Candidate[] {
  const { routes, metros, sites, clusters } = world;
  const { hops, med } = routeOrder(world);
  const order = [...best].map(([cluster, [row, length]]) => {
    const km = metro < 0 ? 0 : distanceKm(metros, metro, sites, clusters.site[cluster] ?? 0);
    return { cluster, link: routes.link[row] ?? 0, keys: [-length, hops(row), med(row), km] };
  });
  const differ = (a: readonly number[], b: readonly number[]) =>
    a.map((value, k) => value - (b[k] ?? 0)).find((value) => value !== 0) ?? 0;
  order.sort((a, b) => differ(a.keys, b.keys));
  let rank = -1;
  return order.map(({ cluster, link, keys }, k) => {
    const last = order[k - 1];
    if (!last || differ(last.keys, keys) !== 0) rank++;
    return { cluster, link, rank };
  });
}

/** The list of each address; equal lists are one. */
export function candidatesBy(world: World): (family: number, words: Words) => List {
  const { routes, clients } = world;
  const accepted = byPrefix(world, routes, (row) => isAccepted(world, row));
  const metroOf = byPrefix(world, clients);
  const { compare } = routeOrder(world);
  const known = new Map<string, List>();
  return (family, words) => {
    const best = new Map<number, [row: number, length: number]>();
    let metro = -1;
    for (let length = family === 4 ? 32 : 128; length >= 0; length--) {
      const key = prefixKey(family, length, words);
      if (metro < 0) metro = clients.metro[metroOf.get(key)?.[0] ?? -1] ?? -1;
      for (const row of [...(accepted.get(key) ?? [])].sort(compare)) {
        const cluster = routes.cluster[row] ?? 0;
        if (!best.has(cluster)) best.set(cluster, [row, length]);
      }
    }
    const name = `${metro}:${[...best.values()].join(';')}`;
    const list = known.get(name) ?? {
      ranked: rankedOf(world, best, metro),
      resort: resortOf(world, metro),
    };
    known.set(name, list);
    return list;
  };
}
