// Which worlds can a folder of tables hold? Arbitrary ones, built from drafts.
import { pathPool, prefixPool, type World } from '@fairlead/core';
import fc from 'fast-check';

const id = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
  .filter((text) => !/[\p{Cc}\p{Cs}",]/u.test(text));
const free = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }).filter((text) => !/[\p{Cc}\p{Cs}]/u.test(text)),
  fc.constantFrom('', 'a,b', '"', ' x ', '\ufeff', '日本', '-'),
);
const timezone = fc.constantFrom('Europe/Amsterdam', 'America/Sao_Paulo', 'UTC');
const asn = fc.integer({ min: 0, max: 0xffffffff });
const amountTo = (max: number) =>
  fc.oneof(
    fc.double({ min: 0, max, noNaN: true }).map((value) => value + 0),
    fc.integer({ min: 0, max: Math.min(max, 2 ** 31 - 1) }),
  );
const capacity = amountTo(1e15);
const members = amountTo(1e10);
const bytes = fc.maxSafeNat();
const place = { lat: degree(90), lon: degree(180), country: free, city: free, timezone };

function degree(max: number): fc.Arbitrary<number> {
  return fc.double({ min: -max, max, noNaN: true }).map((value) => value + 0);
}

function rows<T>(row: fc.Arbitrary<T>, maxLength = 6): fc.Arbitrary<T[]> {
  return fc.array(row, { maxLength });
}
function idRows<T extends object>(row: { [K in keyof T]: fc.Arbitrary<T[K]> }) {
  const one = fc.record({ id, ...row }) as unknown as fc.Arbitrary<T & { id: string }>;
  return fc.uniqueArray(one, { selector: (made) => made.id, maxLength: 6 });
}
const pick = fc.nat(1 << 20);
const prefix = fc.oneof(
  fc.tuple(fc.constant(4), fc.integer({ min: 0, max: 32 }), fc.tuple(asn)),
  fc.tuple(fc.constant(6), fc.integer({ min: 0, max: 128 }), fc.tuple(asn, asn, asn, asn)),
);
/** A world as independent rows; references are numbers to be reduced to the rows there are. */
export const drafts = fc.record({
  sites: idRows({ kind: fc.nat(1), asn, ...place }),
  clusters: idRows({ site: pick, manifest: fc.option(id) }),
  appliances: idRows({ cluster: pick, model: free, cap: capacity, store: bytes, state: fc.nat(2) }),
  links: idRows({ site: pick, kind: fc.nat(3), asn, cap: capacity }),
  routes: rows(
    fc.record({
      link: pick,
      cluster: pick,
      prefix,
      path: fc.array(fc.integer({ min: 1, max: 0xffffffff }), { maxLength: 5 }),
      med: asn,
      rpki: fc.nat(2),
    }),
    20,
  ),
  networks: fc.uniqueArray(fc.record({ asn, name: free, country: free, members }), {
    selector: (network) => network.asn,
    maxLength: 5,
  }),
  metros: idRows({ asn, members, ...place }),
  clients: rows(fc.record({ prefix, asn, metro: pick })),
  titles: idRows({
    kind: fc.nat(2),
    language: free,
    region: free,
    day: fc.option(fc.integer({ min: -1000, max: 30000 })),
    runtime: amountTo(1e5),
    weight: amountTo(1e15).map((value) => value || 1),
  }),
  files: idRows({ title: pick, size: bytes, rate: amountTo(1e12) }),
  manifests: rows(
    fc.record({ manifest: pick, file: pick, copies: fc.integer({ min: 1, max: 0xffffffff }) }),
  ),
});
export type Drafts = typeof drafts extends fc.Arbitrary<infer T> ? T : never;

const u8 = <T>(from: readonly T[], get: (row: T) => number) => Uint8Array.from(from, get);
const u32 = <T>(from: readonly T[], get: (row: T) => number) => Uint32Array.from(from, get);
const f64 = <T>(from: readonly T[], get: (row: T) => number) => Float64Array.from(from, get);
const utf8 = (text: string) => Buffer.from(text);
const idsOf = (from: readonly { readonly id: string }[]) => from.map((row) => row.id);
const kept = <T>(from: readonly T[], target: readonly unknown[]) => (target.length ? from : []);

type Pools = ReturnType<typeof createPools>;

function createPools() {
  return { prefix: prefixPool(), path: pathPool() };
}

function masked(family: number, length: number, words: readonly number[]): number[] {
  return [0, 1, 2, 3].map((word) => {
    const bits = Math.min(Math.max(length - 32 * word, 0), 32);
    if (family === 4 && word > 0) return 0;
    return bits === 0 ? 0 : ((words[word] as number) & (0xffffffff << (32 - bits))) >>> 0;
  });
}

type PrefixDraft = readonly [number, number, readonly number[]];

function rowOf({ prefix: pool }: Pools, [family, length, words]: PrefixDraft): number {
  return pool.add(family, length, masked(family, length, words));
}

type Place = {
  readonly country: string;
  readonly city: string;
  readonly lat: number;
  readonly lon: number;
  readonly timezone: string;
};

function placesOf(rows: readonly Place[]) {
  return {
    country: rows.map((row) => row.country),
    city: rows.map((row) => row.city),
    lat: f64(rows, (row) => row.lat),
    lon: f64(rows, (row) => row.lon),
    timezone: rows.map((row) => row.timezone),
  };
}

function clustersOf({ sites, clusters: drafted }: Drafts) {
  const clusters = kept(drafted, sites);
  const names = clusters.map(({ id: own, manifest: other }) => other ?? own);
  const manifestId = [...new Set(names)].sort((a, b) => Buffer.compare(utf8(a), utf8(b)));
  const manifest = u32(names, (name) => manifestId.indexOf(name));
  const site = u32(clusters, (row) => row.site % sites.length);
  return { manifestId, clusters: { count: clusters.length, id: idsOf(clusters), site, manifest } };
}

function appliancesOf(draft: Drafts, clusterCount: number) {
  const appliances = clusterCount > 0 ? draft.appliances : [];
  return {
    count: appliances.length,
    id: idsOf(appliances),
    cluster: u32(appliances, (row) => row.cluster % clusterCount),
    model: appliances.map((row) => row.model),
    capacityBps: f64(appliances, (row) => row.cap),
    storageBytes: f64(appliances, (row) => row.store),
    state: u8(appliances, (row) => row.state),
  };
}

function linksOf(draft: Drafts) {
  const links = kept(draft.links, draft.sites);
  return {
    count: links.length,
    id: idsOf(links),
    site: u32(links, (row) => row.site % draft.sites.length),
    kind: u8(links, (row) => row.kind),
    peerAsn: u32(links, (row) => row.asn),
    capacityBps: f64(links, (row) => row.cap),
  };
}

function routesOf(
  draft: Drafts,
  pools: Pools,
  clusters: World['clusters'],
  links: World['links'],
): World['routes'] {
  const routes = draft.routes.flatMap((route) => {
    const cluster = clusters.count > 0 ? route.cluster % clusters.count : 0;
    const there = [...links.site.keys()].filter((k) => links.site[k] === clusters.site[cluster]);
    if (there.length === 0) return [];
    const link = there[route.link % there.length] as number;
    const path = pools.path.add(route.path, route.path.length);
    return [{ ...route, cluster, link, path, row: rowOf(pools, route.prefix) }];
  });
  return {
    count: routes.length,
    cluster: u32(routes, (row) => row.cluster),
    prefix: u32(routes, (row) => row.row),
    path: u32(routes, (row) => row.path),
    med: u32(routes, (row) => row.med),
    link: u32(routes, (row) => row.link),
    rpki: u8(routes, (row) => row.rpki),
  };
}

function audienceOf({ networks, metros, clients: drafted }: Drafts, pools: Pools) {
  const seen = new Set<number>();
  const clients = kept(drafted, metros)
    .map((client) => ({ ...client, row: rowOf(pools, client.prefix) }))
    .filter(({ row }) => !seen.has(row) && seen.add(row));
  return {
    networks: {
      count: networks.length,
      asn: u32(networks, (row) => row.asn),
      name: networks.map((row) => row.name),
      country: networks.map((row) => row.country),
      members: f64(networks, (row) => row.members),
    },
    metros: {
      count: metros.length,
      id: idsOf(metros),
      asn: u32(metros, (row) => row.asn),
      ...placesOf(metros),
      members: f64(metros, (row) => row.members),
    },
    clients: {
      count: clients.length,
      prefix: u32(clients, (row) => row.row),
      asn: u32(clients, (row) => row.asn),
      metro: u32(clients, (row) => row.metro % metros.length),
    },
  };
}

function titlesOf({ titles }: Drafts) {
  return {
    count: titles.length,
    id: idsOf(titles),
    kind: u8(titles, (row) => row.kind),
    language: titles.map((row) => row.language),
    region: titles.map((row) => row.region),
    releasedDay: f64(titles, (row) => row.day ?? Number.NaN),
    runtimeH: f64(titles, (row) => row.runtime),
    weight: f64(titles, (row) => row.weight),
  };
}

function holdingsOf(draft: Drafts, manifestCount: number) {
  const files = kept(draft.files, draft.titles);
  const pairs = new Set<string>();
  const held = (manifestCount > 0 ? kept(draft.manifests, files) : [])
    .map((row) => ({
      ...row,
      manifest: row.manifest % manifestCount,
      file: row.file % files.length,
    }))
    .filter((row) => {
      const key = `${row.manifest} ${row.file}`;
      return !pairs.has(key) && pairs.add(key);
    });
  return {
    files: {
      count: files.length,
      id: idsOf(files),
      title: u32(files, (row) => row.title % draft.titles.length),
      sizeBytes: f64(files, (row) => row.size),
      bitrateBps: f64(files, (row) => row.rate),
    },
    manifests: {
      count: held.length,
      manifest: u32(held, (row) => row.manifest),
      file: u32(held, (row) => row.file),
      copies: u32(held, (row) => row.copies),
    },
  };
}

/** The drafts as a world: references point into their tables, tables without a target are empty. */
export function buildWorld(draft: Drafts): World {
  const pools = createPools();
  const { manifestId, clusters } = clustersOf(draft);
  const links = linksOf(draft);
  const audience = audienceOf(draft, pools); // first: prefixes are numbered as clients come
  const routes = routesOf(draft, pools, clusters, links);
  return {
    prefixes: pools.prefix.columns(),
    paths: pools.path.columns(),
    manifestId,
    sites: {
      count: draft.sites.length,
      id: idsOf(draft.sites),
      kind: u8(draft.sites, (row) => row.kind),
      asn: u32(draft.sites, (row) => row.asn),
      ...placesOf(draft.sites),
    },
    clusters,
    appliances: appliancesOf(draft, clusters.count),
    links,
    routes,
    ...audience,
    titles: titlesOf(draft),
    ...holdingsOf(draft, manifestId.length),
  };
}
