// What should steering answer on a real table of the Internet? The contract's rules, plainly.
// Shares no code with core, only the types of a world. A client's routes are found by trying every
// prefix length in a map of prefixes; all else is brute force.
import type { World } from '@fairlead/core';

/** A client of `family` 4 or 6 by its address as a number, and what it asks for. */
export type Asked = {
  family: number;
  address: bigint;
  file: string;
  session: string;
  want: number;
};
/** What is believed, by id: who is not named is healthy and not shed. */
export type Believed = { unhealthy: Set<string>; shed: Shares; linkShed: Shares };
type Shares = Map<string, number>;
type Place = { lat: number; lon: number };
type Appliance = { id: string; hash: number; capacityBps: number; isUp: boolean };
type Home = Place & { site: string; transit: string | undefined; copiesOf: Shares };
type Cluster = Home & { id: string; appliances: Appliance[] };
type Offer = { cluster: Cluster; link: string; order: number; rank: number | null };

function at<T>(column: ArrayLike<T>, row: number): T {
  const value = column[row];
  if (value === undefined) throw new Error(`no row ${row}`);
  return value;
}
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

/** MurmurHash3_x86_32 of the UTF-8 bytes. */
function hashOf(id: string): number {
  const length = Buffer.byteLength(id);
  const padded = Buffer.concat([Buffer.from(id), Buffer.alloc(4)]);
  const rotate = (x: number, bits: number) => (x << bits) | (x >>> (32 - bits));
  let h = 0x44494c46;
  for (let k = 0; k < length; k += 4) {
    h ^= Math.imul(rotate(Math.imul(padded.readInt32LE(k), 0xcc9e2d51), 15), 0x1b873593);
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

const special = `0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12
  192.0.0.0/24 192.0.2.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24
  224.0.0.0/4 240.0.0.0/4`.split(/\s+/);

/** Rule 1 but for RPKI. */
function isAccepted(family: number, length: number, first: bigint): boolean {
  if (family === 6)
    return length >= 19 && length <= 64 && first >> 125n === 1n && first >> 96n !== 0x20010db8n;
  const isInside = (text: string) => {
    const [a = 0, b = 0, c = 0, , bits = 0] = text.split(/[./]/).map(Number);
    const [inside, free] = [BigInt(a * 2 ** 24 + b * 2 ** 16 + c * 256), BigInt(32 - bits)];
    return length >= bits && first >> free === inside >> free;
  };
  return length >= 8 && length <= 31 && !special.some(isInside);
}

/** Finds for a client the rows of `table` whose prefixes cover it, longest first. */
function createLookup({ prefixes }: World, table: { prefix: Uint32Array }, takes = isAccepted) {
  const rowsUnder = new Map<string, number[]>();
  const nameOf = (family: number, length: number, first: bigint) =>
    `${family}/${length}/${first >> BigInt(bitsOf(family) - length)}`;
  const words = [prefixes.word0, prefixes.word1, prefixes.word2, prefixes.word3];
  const lists = rowsOf(prefixes).map((row) => {
    const [family, length] = [at(prefixes.family, row), at(prefixes.length, row)];
    const used = words.slice(0, bitsOf(family) / 32);
    const first = used.reduce((sum, word) => (sum << 32n) | BigInt(at(word, row)), 0n);
    const list: number[] = [];
    if (takes(family, length, first)) rowsUnder.set(nameOf(family, length, first), list);
    return list;
  });
  for (const [row, prefix] of table.prefix.entries()) at(lists, prefix).push(row);
  return ({ family, address }: Asked) =>
    rowsOf({ count: bitsOf(family) + 1 }).flatMap((free) => {
      const length = bitsOf(family) - free;
      const rows = rowsUnder.get(nameOf(family, length, address)) ?? [];
      return rows.map((row) => ({ row, length }));
    });
}

function readClusters({ sites, clusters, appliances, links, manifests, ...world }: World) {
  const held = world.manifestId.map(() => new Map<string, number>());
  for (const row of rowsOf(manifests)) {
    const file = at(world.files.id, at(manifests.file, row));
    at(held, at(manifests.manifest, row)).set(file, at(manifests.copies, row));
  }
  const list = rowsOf(clusters).map((row): Cluster => {
    const site = at(clusters.site, row);
    const isTransit = (_: string, k: number) => links.site[k] === site && links.kind[k] === 3;
    const [transit] = at(sites.kind, site) === 1 ? links.id.filter(isTransit).sort(byBytes) : [];
    const place = { site: at(sites.id, site), lat: at(sites.lat, site), lon: at(sites.lon, site) };
    const copiesOf = at(held, at(clusters.manifest, row));
    return { id: at(clusters.id, row), ...place, transit, copiesOf, appliances: [] };
  });
  for (const row of rowsOf(appliances)) {
    const [id, isUp] = [at(appliances.id, row), at(appliances.state, row) === 0];
    const capacityBps = at(appliances.capacityBps, row);
    at(list, at(appliances.cluster, row)).appliances.push({
      id,
      hash: hashOf(id),
      capacityBps,
      isUp,
    });
  }
  return list;
}

/** Rules 5 and 4: what each overlay in turn leaves of a cluster's appliances. */
function narrow({ cluster, link }: Offer, { file, session }: Asked, believed: Believed) {
  const [fileHash, sessionHash] = [hashOf(file), hashOf(session)];
  const isShed = (hash: number, share = 0) =>
    pair(sessionHash, hash) >>> 16 < Math.floor(share * 65536 + 0.5);
  const score = ({ hash }: Appliance) => pair(fileHash, hash);
  const holders = [...cluster.appliances]
    .sort((a, b) => score(b) - score(a) || byBytes(a.id, b.id))
    .slice(0, cluster.copiesOf.get(file) ?? 0);
  const up = holders.filter(({ isUp }) => isUp);
  const healthy = up.filter(({ id }) => !believed.unhealthy.has(id));
  const unshed = healthy.filter(({ id, hash }) => !isShed(hash, believed.shed.get(id)));
  const reached = isShed(hashOf(link), believed.linkShed.get(link)) ? [] : unshed;
  const left = [holders, up, healthy, unshed, reached];
  return { up, reached, label: 'CDHLK'.charAt(left.findIndex(({ length }) => length === 0)) };
}

/** Rule 6. */
function bestOf(offers: (Offer & { from: Appliance[] })[], { file, session, want }: Asked) {
  const seed = pair(hashOf(file), hashOf(session));
  const all = offers.flatMap(({ cluster, link, rank, order, from }) =>
    from.map(({ id, hash, capacityBps }) => ({
      target: { appliance: id, cluster: cluster.id, site: cluster.site, link, rank },
      order: [order, negativeLog(pair(seed, hash)) * (1 / capacityBps)],
    })),
  );
  all.sort(
    (a, b) => byNumbers(a.order, b.order) || byBytes(a.target.appliance, b.target.appliance),
  );
  return all.slice(0, want).map(({ target }) => target);
}

/** Rules 2 and 3; candidates by rank, then id. */
function createRanking({ routes, paths, links }: World, clusters: Cluster[]) {
  return (covering: { row: number; length: number }[], kmTo: (place: Place) => number): Offer[] => {
    const found = covering.map(({ row, length }) => {
      const cluster = at(clusters, at(routes.cluster, row));
      const path = at(routes.path, row);
      const hops = at(paths.start, path + 1) - at(paths.start, path);
      const order = [-length, hops, at(routes.med, row), kmTo(cluster)];
      return { cluster, link: at(links.id, at(routes.link, row)), order, rpki: routes.rpki[row] };
    });
    const usable = found.filter(({ rpki }) => rpki !== 1);
    usable.sort((a, b) => byNumbers(a.order, b.order) || byBytes(a.link, b.link));
    const best = usable.filter((a, n) => usable.findIndex((b) => b.cluster === a.cluster) === n);
    let rank = 0;
    const ranked = best.map(({ cluster, link, order }, n) => {
      if (n > 0 && byNumbers(at(best, n - 1).order, order) !== 0) rank++;
      return { cluster, link, order: rank, rank };
    });
    return ranked.sort((a, b) => a.rank - b.rank || byBytes(a.cluster.id, b.cluster.id));
  };
}

/** The answer to any request in any state of `world`, as the command line prints it. */
export function createTableOracle(world: World) {
  const clusters = readClusters(world);
  const rank = createRanking(world, clusters);
  const routesOf = createLookup(world, world.routes);
  const clientsOf = createLookup(world, world.clients, () => true);
  return (believed: Believed, asked: Asked) => {
    const metros = clientsOf(asked).map(({ row }) => at(world.clients.metro, row));
    const [place] = metros.map((k) => ({
      lat: at(world.metros.lat, k),
      lon: at(world.metros.lon, k),
    }));
    const kmTo = (site: Place) => (place ? kmBetween(place, site) : 0);
    const narrowed = (offer: Offer) => ({ ...offer, ...narrow(offer, asked, believed) });
    const judged = rank(routesOf(asked), kmTo).map(narrowed);
    const answer = (reason: string, part: 'reached' | 'up') => {
      const targets = bestOf(
        judged.map((each) => ({ ...each, from: each[part] })),
        asked,
      );
      const last = targets.length < asked.want ? Infinity : Number(targets.at(-1)?.rank);
      const passedOver = judged
        .filter((each) => each[part].length === 0 && each.order <= last)
        .map(({ cluster, rank, label }) => ({ cluster: cluster.id, rank, label }));
      return { targets, passedOver, reason };
    };
    if (judged.some(({ reached }) => reached.length > 0)) return answer('ranked', 'reached');
    if (judged.some(({ up }) => up.length > 0)) return answer('fail-open', 'up');
    const offers = clusters.flatMap((cluster) => {
      const offer = { cluster, link: cluster.transit ?? '', order: kmTo(cluster), rank: null };
      return cluster.transit === undefined ? [] : [{ ...offer, from: narrowed(offer).up }];
    });
    const targets = bestOf(offers, asked);
    return { ...answer('', 'up'), targets, reason: targets.length > 0 ? 'last-resort' : 'none' };
  };
}
