// What should steering answer on a real table of the Internet? The contract's rules, plainly.
// Shares no code with core. Prefixes stand in a map by leading bits; all else is brute force.
import type { World } from '@fairlead/core';

type Client = { family: number; address: bigint };
/** A client of `family` 4 or 6, its address as a number, and what it asks for. */
export type Asked = Client & { file: string; session: string; want: number };
type Shares = Map<string, number>;
/** What is believed, by id: who is not named is healthy and not shed. */
export type Believed = { unhealthy: Set<string>; shed: Shares; linkShed: Shares };
type Place = { lat: number; lon: number };
type Appliance = { id: string; hash: number; bps: number; isUp: boolean };
type Home = Place & { site: string; transit: string; copiesOf: Shares };
type Cluster = Home & { id: string; appliances: Appliance[] };
type Offer = { cluster: Cluster; link: string; order: number; rank: number | null };
type Covering = { row: number; length: number }[];

const at = <T>(column: ArrayLike<T>, row: number) => column[row] as T;
const rowsOf = ({ count }: { count: number }) => Array.from({ length: count }, (_, row) => row);
const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
const byNumbers = (a: number[], b: number[]) => a.reduce((so, n, k) => so || n - at(b, k), 0);
const bitsOf = (family: number) => (family === 4 ? 32 : 128);
function scramble(x: number): number {
  let h = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
const pair = (a: number, b: number) => scramble(Math.imul(a, 0x9e3779b1) + b);
const rotate = (x: number, bits: number) => (x << bits) | (x >>> (32 - bits));
/** MurmurHash3_x86_32 of the UTF-8 bytes. */
function hashOf(id: string): number {
  const bytes = Buffer.from(`${id}\0\0\0`);
  const length = bytes.length - 3;
  let h = 0x44494c46;
  for (let k = 0; k < length; k += 4) {
    h ^= Math.imul(rotate(Math.imul(bytes.readInt32LE(k), 0xcc9e2d51), 15), 0x1b873593);
    if (k + 4 <= length) h = Math.imul(rotate(h, 13), 5) + 0xe6546b64;
  }
  return scramble(h ^ length);
}
const logs = Array.from({ length: 1025 }, (_, k) => Math.round(2 ** 26 * Math.log2(1 + k / 1024)));
function negativeLog(hash: number): number {
  const z = Math.clz32(hash || 1);
  const m = (hash || 1) << z;
  const [low, high] = [at(logs, (m >>> 21) & 1023), at(logs, ((m >>> 21) & 1023) + 1)];
  return (z + 1) * 2 ** 47 - (low * 2 ** 21 + (high - low) * (m & 0x1fffff));
}
function kmBetween(a: Place, b: Place): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const square = (degrees: number) => Math.sin(radians(degrees) / 2) ** 2;
  const narrowing = Math.cos(radians(a.lat)) * Math.cos(radians(b.lat));
  const half = square(b.lat - a.lat) + narrowing * square(b.lon - a.lon);
  return Math.floor(2 * 6371.0088 * Math.asin(Math.min(1, Math.sqrt(half))) + 0.5);
}
const special = `0.0.0/8 10.0.0/8 100.64.0/10 127.0.0/8 169.254.0/16 172.16.0/12 192.0.0/24
  192.0.2/24 192.168.0/16 198.18.0/15 198.51.100/24 203.0.113/24 224.0.0/4 240.0.0/4`
  .split(/\s+/)
  .map((text) => text.split(/[./]/).map(Number))
  .map(([a = 0, b = 0, c = 0, n = 0]) => ({ n, first: BigInt((a * 256 + b) * 65536 + c * 256) }));
/** Rule 1 but for RPKI. */
function isAccepted(family: number, length: number, first: bigint): boolean {
  if (family === 6)
    return length >= 19 && length <= 64 && first >> 125n === 1n && first >> 96n !== 0x20010db8n;
  const isInside = (each: { first: bigint; n: number }) =>
    length >= each.n && (first ^ each.first) >> BigInt(32 - each.n) === 0n;
  return length >= 8 && length <= 31 && !special.some(isInside);
}

/** Finds for a client the rows of `table` whose prefixes cover it, longest first. */
function createLookup({ prefixes }: World, table: { prefix: Uint32Array }, takes = isAccepted) {
  const lengths = [...new Set(prefixes.length)].sort((a, b) => b - a);
  const [v4, v6] = [new Map<bigint, number[]>(), new Map<bigint, number[]>()];
  /** The leading bits after a 1: no two prefixes of a family, of whatever length, share it. */
  const keyOf = ({ family, address }: Client, length: number) =>
    ((1n << BigInt(bitsOf(family))) | address) >> BigInt(bitsOf(family) - length);
  const words = [prefixes.word0, prefixes.word1, prefixes.word2, prefixes.word3];
  const lists = rowsOf(prefixes).map((row) => {
    const [family, length] = [at(prefixes.family, row), at(prefixes.length, row)];
    const used = words.slice(0, bitsOf(family) / 32);
    const address = used.reduce((sum, word) => (sum << 32n) | BigInt(at(word, row)), 0n);
    const [key, list] = [keyOf({ family, address }, length), [] as number[]];
    if (takes(family, length, address)) (family === 4 ? v4 : v6).set(key, list);
    return list;
  });
  for (const [row, prefix] of table.prefix.entries()) at(lists, prefix).push(row);
  return (client: Client): Covering =>
    lengths.flatMap((length) => {
      const rows = (client.family === 4 ? v4 : v6).get(keyOf(client, length)) ?? [];
      return rows.map((row) => ({ row, length }));
    });
}

function readClusters({ sites, clusters, appliances, links, manifests, ...world }: World) {
  const held = world.manifestId.map((): Shares => new Map());
  for (let row = 0; row < manifests.count; row++) {
    const file = at(world.files.id, at(manifests.file, row));
    at(held, at(manifests.manifest, row)).set(file, at(manifests.copies, row));
  }
  const list = rowsOf(clusters).map((row): Cluster => {
    const site = at(clusters.site, row);
    const isTransit = (_: string, k: number) => links.site[k] === site && links.kind[k] === 3;
    const [transit = ''] = sites.kind[site] === 1 ? links.id.filter(isTransit).sort(byBytes) : [];
    const place = { site: at(sites.id, site), lat: at(sites.lat, site), lon: at(sites.lon, site) };
    const copiesOf = at(held, at(clusters.manifest, row));
    return { id: at(clusters.id, row), ...place, transit, copiesOf, appliances: [] };
  });
  for (const row of rowsOf(appliances)) {
    const [id, isUp] = [at(appliances.id, row), at(appliances.state, row) === 0];
    const box = { id, isUp, hash: hashOf(id), bps: at(appliances.capacityBps, row) };
    at(list, at(appliances.cluster, row)).appliances.push(box);
  }
  return list;
}

/** Rules 2 and 3; candidates by rank, then id. */
function ranked({ routes, paths, links }: World, clusters: Cluster[], of: Covering, from?: Place) {
  const usable = of.filter(({ row }) => routes.rpki[row] !== 1);
  const found = usable.map(({ row, length }) => {
    const [cluster, path] = [at(clusters, at(routes.cluster, row)), at(routes.path, row)];
    const hops = at(paths.start, path + 1) - at(paths.start, path);
    const order = [-length, hops, at(routes.med, row), from ? kmBetween(from, cluster) : 0];
    return { cluster, link: at(links.id, at(routes.link, row)), order };
  });
  found.sort((a, b) => byNumbers(a.order, b.order) || byBytes(a.link, b.link));
  const best = found.filter((a, n) => found.findIndex((b) => b.cluster === a.cluster) === n);
  let rank = 0;
  const candidates = best.map(({ cluster, link, order }, n) => {
    if (n > 0 && byNumbers(at(best, n - 1).order, order) !== 0) rank++;
    return { cluster, link, order: rank, rank };
  });
  return candidates.sort((a, b) => a.rank - b.rank || byBytes(a.cluster.id, b.cluster.id));
}

/** Rule 5. */
function holdersOf({ appliances, copiesOf }: Cluster, file: string, fileHash: number) {
  const copies = copiesOf.get(file);
  if (copies === undefined) return [];
  const score = ({ hash }: Appliance) => pair(fileHash, hash);
  const sorted = [...appliances].sort((a, b) => score(b) - score(a) || byBytes(a.id, b.id));
  return sorted.slice(0, copies);
}

/** Rule 4: what each overlay in turn leaves of the holders. */
function narrow({ cluster, link }: Offer, { file, session }: Asked, believed: Believed) {
  const isShed = (id: string, share = 0) =>
    pair(hashOf(session), hashOf(id)) >>> 16 < Math.floor(share * 65536 + 0.5);
  const holders = holdersOf(cluster, file, hashOf(file));
  const up = holders.filter(({ isUp }) => isUp);
  const healthy = up.filter(({ id }) => !believed.unhealthy.has(id));
  const unshed = healthy.filter(({ id }) => !isShed(id, believed.shed.get(id)));
  const reached = isShed(link, believed.linkShed.get(link)) ? [] : unshed;
  const left = [holders, up, healthy, unshed, reached];
  return { up, reached, label: 'CDHLK'.charAt(left.findIndex(({ length }) => length === 0)) };
}

/** Rule 6. */
function bestOf(offers: (Offer & { from: Appliance[] })[], { file, session, want }: Asked) {
  const seed = pair(hashOf(file), hashOf(session));
  const all = offers.flatMap(({ cluster: { id, site }, link, rank, order, from }) =>
    from.map((each) => {
      const target = { appliance: each.id, cluster: id, site, link, rank };
      return { target, key: [order, negativeLog(pair(seed, each.hash)) * (1 / each.bps)] };
    }),
  );
  all.sort((a, b) => byNumbers(a.key, b.key) || byBytes(a.target.appliance, b.target.appliance));
  return all.slice(0, want).map(({ target }) => target);
}

/** Answers any request in any state of `world`, as the command line prints it: rules 7 and 8. */
export function createTableOracle(world: World) {
  const clusters = readClusters(world);
  const { lat, lon } = world.metros;
  const routesOf = createLookup(world, world.routes);
  const clientsOf = createLookup(world, world.clients, () => true);
  return (believed: Believed, asked: Asked) => {
    const metros = clientsOf(asked).map(({ row }) => at(world.clients.metro, row));
    const [place] = metros.map((row) => ({ lat: at(lat, row), lon: at(lon, row) }));
    const candidates = ranked(world, clusters, routesOf(asked), place);
    const judged = candidates.map((each) => ({ ...each, ...narrow(each, asked, believed) }));
    const answer = (reason: string, part: 'reached' | 'up') => {
      const offers = judged.map((each) => ({ ...each, from: each[part] }));
      const targets = bestOf(offers, asked);
      const last = targets.length < asked.want ? Infinity : Number(targets.at(-1)?.rank);
      const passed = judged.filter((each) => each[part].length === 0 && each.rank <= last);
      const told = passed.map(({ cluster, rank, label }) => ({ cluster: cluster.id, rank, label }));
      return { targets, passedOver: told, reason };
    };
    if (judged.some(({ reached }) => reached.length > 0)) return answer('ranked', 'reached');
    if (judged.some(({ up }) => up.length > 0)) return answer('fail-open', 'up');
    const fileHash = hashOf(asked.file);
    const exchanges = clusters.filter(({ transit }) => transit !== '');
    const offers = exchanges.map((cluster) => {
      const from = holdersOf(cluster, asked.file, fileHash).filter(({ isUp }) => isUp);
      const order = place ? kmBetween(place, cluster) : 0;
      return { cluster, link: cluster.transit, order, rank: null, from };
    });
    const targets = bestOf(offers, asked);
    return { ...answer('', 'up'), targets, reason: targets.length > 0 ? 'last-resort' : 'none' };
  };
}
