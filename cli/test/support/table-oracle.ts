// What should steering answer on a real table of the Internet? The rules of the contract, plainly.
// Shares no code with core: it takes the types of the world alone. Routes are found by trying every
// prefix length of an address in a map; all else is brute force.
import type { World } from '@fairlead/core';

/** An address as a number, of `family` 4 or 6. */
export type Client = { readonly family: number; readonly address: bigint };
export type TableRequest = Client & {
  readonly file: string;
  readonly session: string;
  readonly want: number;
};
/** What is believed, by id: who is not named is healthy and not shed. */
export type TableState = {
  readonly unhealthy: ReadonlySet<string>;
  readonly applianceShed: ReadonlyMap<string, number>;
  readonly linkShed: ReadonlyMap<string, number>;
};
type Target = { appliance: string; cluster: string; site: string; link: string; rank: unknown };
type Passed = { cluster: string; rank: number; label: string };
export type TableAnswer = { targets: Target[]; passedOver: Passed[]; reason: string };

type Place = { readonly lat: number; readonly lon: number };
type Site = Place & { id: string; isExchange: boolean; transit: string[] };
type Appliance = { id: string; hash: number; capacityBps: number; isUp: boolean };
type Cluster = { id: string; site: Site; copiesOf: Map<string, number>; appliances: Appliance[] };
type Candidate = { cluster: Cluster; link: string; order: readonly number[]; rank: number };
type Offer = { appliance: Appliance; cluster: Cluster; link: string; order: number; rank: unknown };
/** Rows by family and length, then by the leading bits that they share. */
type PrefixMap = Map<string, Map<bigint, number[]>>;

function at<T>(column: ArrayLike<T>, row: number): T {
  const value = column[row];
  if (value === undefined) throw new Error(`no row ${row}`);
  return value;
}
const rowsOf = (table: { readonly count: number }) => [...Array(table.count).keys()];
const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
const bitsOf = (family: number) => (family === 4 ? 32 : 128);

function scramble(x: number): number {
  let h = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
const pair = (a: number, b: number) => scramble((Math.imul(a, 0x9e3779b1) + b) >>> 0);
const rotate = (x: number, bits: number) => (x << bits) | (x >>> (32 - bits));

/** MurmurHash3_x86_32 (A. Appleby) of the UTF-8 bytes. */
function hashOf(id: string): number {
  const bytes = Buffer.from(id);
  const padded = Buffer.concat([bytes, Buffer.alloc(4)]);
  let h = 0x44494c46;
  for (let k = 0; k < bytes.length; k += 4) {
    h ^= Math.imul(rotate(Math.imul(padded.readInt32LE(k), 0xcc9e2d51), 15), 0x1b873593);
    if (k + 4 <= bytes.length) h = (Math.imul(rotate(h, 13), 5) + 0xe6546b64) | 0;
  }
  return scramble(h ^ bytes.length);
}

const logs = Array.from({ length: 1025 }, (_, k) => Math.round(2 ** 26 * Math.log2(1 + k / 1024)));

function negativeLog(hash: number): number {
  const z = Math.clz32(hash || 1);
  const m = ((hash || 1) << z) >>> 0;
  const [low, high] = [at(logs, (m >>> 21) & 1023), at(logs, ((m >>> 21) & 1023) + 1)];
  return (z + 1) * 2 ** 47 - (low * 2 ** 21 + (high - low) * (m & 0x1fffff));
}

/** Whole great-circle kilometres. */
function kmBetween(a: Place, b: Place): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const up = Math.sin(radians(b.lat - a.lat) / 2) ** 2;
  const along = Math.sin(radians(b.lon - a.lon) / 2) ** 2;
  const half = up + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * along;
  return Math.floor(2 * 6371.0088 * Math.asin(Math.min(1, Math.sqrt(half))) + 0.5);
}

const special4 = `0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12
  192.0.0.0/24 192.0.2.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24
  224.0.0.0/4 240.0.0.0/4`.match(/\S+/g);

/** Rule 1, but for RPKI. */
function isAccepted(family: number, length: number, first: bigint): boolean {
  if (family === 6) {
    const isSpecial = first >> 125n !== 1n || first >> 96n === 0x20010db8n;
    return length >= 19 && length <= 64 && !isSpecial;
  }
  const isInside = (text: string) => {
    const [a = 0, b = 0, c = 0, , bits = 0] = text.split(/[./]/).map(Number);
    const free = BigInt(32 - bits);
    return length >= bits && first >> free === BigInt((a * 256 + b) * 65536 + c * 256) >> free;
  };
  return length >= 8 && length <= 31 && !special4?.some(isInside);
}

/** The rows of `table` that `wants` takes by the prefix that they are for. */
function mapPrefixes(
  { prefixes }: World,
  table: { readonly count: number; readonly prefix: Uint32Array },
  wants: (row: number, family: number, length: number, first: bigint) => boolean,
): PrefixMap {
  const { word0, word1, word2, word3 } = prefixes;
  const firsts = rowsOf(prefixes).map((row) => {
    const words = at(prefixes.family, row) === 4 ? [word0] : [word0, word1, word2, word3];
    return words.reduce((sum, word) => (sum << 32n) | BigInt(at(word, row)), 0n);
  });
  const found: PrefixMap = new Map();
  for (let row = 0; row < table.count; row++) {
    const prefix = at(table.prefix, row);
    const [family, length] = [at(prefixes.family, prefix), at(prefixes.length, prefix)];
    if (!wants(row, family, length, at(firsts, prefix))) continue;
    const same = found.get(`${family}/${length}`) ?? new Map<bigint, number[]>();
    found.set(`${family}/${length}`, same);
    const key = at(firsts, prefix) >> BigInt(bitsOf(family) - length);
    const rows = same.get(key);
    if (rows) rows.push(row);
    else same.set(key, [row]);
  }
  return found;
}

/** Rows of all prefixes around the client with their length, longest first. */
function covering(map: PrefixMap, { family, address }: Client) {
  return Array.from({ length: bitsOf(family) + 1 }, (_, n) => bitsOf(family) - n).flatMap((length) => {
    const rows = map.get(`${family}/${length}`)?.get(address >> BigInt(bitsOf(family) - length));
    return (rows ?? []).map((row) => ({ row, length }));
  });
}

function readClusters({ sites, clusters, appliances, links, ...world }: World): Cluster[] {
  const siteList = rowsOf(sites).map((row): Site => {
    const [lat, lon] = [at(sites.lat, row), at(sites.lon, row)];
    return { id: at(sites.id, row), lat, lon, isExchange: at(sites.kind, row) === 1, transit: [] };
  });
  for (const row of rowsOf(links))
    if (at(links.kind, row) === 3) at(siteList, at(links.site, row)).transit.push(at(links.id, row));
  const held = world.manifestId.map(() => new Map<string, number>());
  const { manifest, file, copies } = world.manifests;
  for (let row = 0; row < world.manifests.count; row++)
    at(held, at(manifest, row)).set(at(world.files.id, at(file, row)), at(copies, row));
  const list = rowsOf(clusters).map((row): Cluster => {
    const [site, copiesOf] = [at(siteList, at(clusters.site, row)), at(held, at(clusters.manifest, row))];
    return { id: at(clusters.id, row), site, copiesOf, appliances: [] };
  });
  for (const row of rowsOf(appliances)) {
    const [id, isUp] = [at(appliances.id, row), at(appliances.state, row) === 0];
    const own = at(list, at(appliances.cluster, row)).appliances;
    own.push({ id, hash: hashOf(id), capacityBps: at(appliances.capacityBps, row), isUp });
  }
  return list;
}
