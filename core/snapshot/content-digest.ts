// Do two snapshots give the same answers? A digest of what they say, however they store it.
import { doubleHash, hashBytes, pairBits } from '../base/hash.ts';
import { noRow } from '../base/ids.ts';
import type { IdTable } from './ids.ts';
import { manifestCount, type SnapshotColumns } from './layout.ts';

/**
 * Hashes stand in four lanes of 32 bits, row by row: lane k of row r is `[r * 4 + k]`. `Math.imul`
 * multiplies 32 bits: two lanes of 64 would cost more and bring no more bits. Each lane has its own
 * seeds, so that all together miss a difference once in 2¹²⁸.
 */
const lanes = 4;
/** Fractional digits of √2, √3, √5, √7, and odd multipliers of xxHash32 and golden ratio. */
const seeds = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a] as const;
const odds = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f] as const;
const domainV6 = 0x36763676;
const rankStep = 0x165667b1;

/** Hashes of the ids of a table in four lanes. */
function idHashes(columns: SnapshotColumns, table: IdTable): Uint32Array {
  const text = columns[`${table}Text`];
  const start = columns[`${table}TextStart`];
  const hashes = new Uint32Array((start.length - 1) * lanes);
  for (let row = 0; row + 1 < start.length; row++)
    for (let lane = 0; lane < lanes; lane++)
      hashes[row * lanes + lane] = hashBytes(text, seeds[lane], start[row], start[row + 1]);
  return hashes;
}

/** Id hashes of what lists speak of; made once for many lists. */
export type ListIds = {
  readonly site: Uint32Array;
  readonly cluster: Uint32Array;
  readonly link: Uint32Array;
};

export function listIds(columns: SnapshotColumns): ListIds {
  return {
    site: idHashes(columns, 'site'),
    cluster: idHashes(columns, 'cluster'),
    link: idHashes(columns, 'link'),
  };
}

/** Writes the hashes of the candidate lists `from..to` to `out`: of (cluster, link, rank). */
export function hashLists(
  { listStart, listCluster, listLink, listRank }: SnapshotColumns,
  { cluster, link }: ListIds,
  out: Uint32Array,
  from: number,
  to: number,
): void {
  for (let list = from; list < to; list++)
    for (let lane = 0; lane < lanes; lane++) {
      let hash: number = seeds[lane];
      for (let at = listStart[list]; at < listStart[list + 1]; at++) {
        const who = cluster[listCluster[at] * lanes + lane];
        const over = link[listLink[at] * lanes + lane] + Math.imul(listRank[at], rankStep);
        hash = pairBits(pairBits(hash, who), over);
      }
      out[list * lanes + lane] = hash;
    }
}

/** The same of the last-resort orders `from..to`: of (site, rank). */
export function hashResorts(
  { resortStart, resortSite, resortRank }: SnapshotColumns,
  { site }: ListIds,
  out: Uint32Array,
  from: number,
  to: number,
): void {
  for (let resort = from; resort < to; resort++)
    for (let lane = 0; lane < lanes; lane++) {
      let hash: number = odds[lane];
      for (let at = resortStart[resort]; at < resortStart[resort + 1]; at++) {
        const where = site[resortSite[at] * lanes + lane];
        hash = pairBits(hash, where + Math.imul(resortRank[at], rankStep));
      }
      out[resort * lanes + lane] = hash;
    }
}

/** Writes the hash of a vantage, of its list's and its resort order's. */
export function hashVantage(
  list: Uint32Array,
  listRow: number,
  resort: Uint32Array,
  resortRow: number,
  out: Uint32Array,
  vantage: number,
): void {
  for (let lane = 0; lane < lanes; lane++)
    out[vantage * lanes + lane] = pairBits(
      list[listRow * lanes + lane],
      resort[resortRow * lanes + lane],
    );
}

/** Hashes of all vantages. */
function vantageHashes(columns: SnapshotColumns, ids: ListIds): Uint32Array {
  const { vantageList, vantageResort } = columns;
  const lists = columns.listStart.length - 1;
  const resorts = columns.resortStart.length - 1;
  const list = new Uint32Array(lists * lanes);
  const resort = new Uint32Array(resorts * lanes);
  hashLists(columns, ids, list, 0, lists);
  hashResorts(columns, ids, resort, 0, resorts);
  const out = new Uint32Array(vantageList.length * lanes);
  for (let vantage = 0; vantage < vantageList.length; vantage++)
    hashVantage(list, vantageList[vantage], resort, vantageResort[vantage], out, vantage);
  return out;
}

/** Spans `from..to` of a family; `before` is the vantage in front of the first, or `noRow`. */
export type SpanRows = { readonly from: number; readonly to: number; readonly before: number };

/**
 * Adds to the four lanes of `outSum` what IPv4 spans say; `vantage` are `vantageHashes`. A range
 * says (mix(end) − mix(start)) × hash, so all ranges together say the sum over starts of
 * mix(start) × (hash before − hash here), where nothing is before 0 and mix(2³²) is 0: where the
 * hash stays there is nothing to add, and a cut or a merge changes nothing.
 */
export function addSpansV4(
  outSum: Uint32Array,
  { spanStart, spanValue }: Pick<SnapshotColumns, 'spanStart' | 'spanValue'>,
  vantage: Uint32Array,
  rows: SpanRows,
): void {
  let [a, b, c, d] = [0, 0, 0, 0];
  let last = rows.before;
  for (let row = rows.from; row < rows.to; row++) {
    const here = spanValue[row];
    if (here === last) continue;
    const start = Math.imul(spanStart[row], odds[0]);
    const is = here * lanes;
    const was = last === noRow ? is : last * lanes;
    const keep = last === noRow ? 0 : 1;
    last = here;
    a = (a + Math.imul(mixed(start ^ seeds[0]), keep * vantage[was] - vantage[is])) | 0;
    b = (b + Math.imul(mixed(start ^ seeds[1]), keep * vantage[was + 1] - vantage[is + 1])) | 0;
    c = (c + Math.imul(mixed(start ^ seeds[2]), keep * vantage[was + 2] - vantage[is + 2])) | 0;
    d = (d + Math.imul(mixed(start ^ seeds[3]), keep * vantage[was + 3] - vantage[is + 3])) | 0;
  }
  outSum[0] += a;
  outSum[1] += b;
  outSum[2] += c;
  outSum[3] += d;
}

/** MurmurHash3's finaliser, as in base/hash.ts, where a call would cost more than it does. */
function mixed(bits: number): number {
  const half = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  const whole = Math.imul(half ^ (half >>> 13), 0xc2b2ae35);
  return whole ^ (whole >>> 16);
}

/** The same for IPv6: two hashes of the 128 bits of a start give its four mixes. */
export function addSpansV6(
  outSum: Uint32Array,
  spans: Pick<SnapshotColumns, 'start0' | 'start1' | 'start2' | 'start3' | 'span6Value'>,
  vantage: Uint32Array,
  rows: SpanRows,
): void {
  const { start0, start1, start2, start3, span6Value } = spans;
  let last = rows.before;
  for (let row = rows.from; row < rows.to; row++) {
    const here = span6Value[row];
    if (here === last) continue;
    let high = pairBits(domainV6, start0[row]);
    let low = pairBits(~domainV6, start1[row]);
    high = pairBits(pairBits(high, start1[row]), start2[row]);
    high = pairBits(high, start3[row]);
    low = pairBits(pairBits(low, start3[row]), start2[row]);
    low = pairBits(low, start0[row]);
    for (let lane = 0; lane < lanes; lane++) {
      const was = last === noRow ? 0 : vantage[last * lanes + lane];
      const mix = pairBits(high ^ seeds[lane], low);
      outSum[lane] += Math.imul(mix, was - vantage[here * lanes + lane]);
    }
    last = here;
  }
}

/** Adds what the appliances `from..to` say, `sign` times: where, how large, in which state. */
export function addAppliances(
  outSum: Uint32Array,
  columns: SnapshotColumns,
  rows: { readonly from: number; readonly to: number; readonly sign: 1 | -1 },
): void {
  const { applianceText, applianceTextStart, applianceCluster, inverseWeight } = columns;
  const { clusterText, clusterTextStart, applianceState, capacityBps } = columns;
  const hashDouble = doubleHash();
  for (let row = rows.from; row < rows.to; row++) {
    const cluster = applianceCluster[row];
    for (let lane = 0; lane < lanes; lane++) {
      const id = idHash(applianceText, applianceTextStart, row, seeds[lane]);
      const home = idHash(clusterText, clusterTextStart, cluster, odds[lane]);
      let hash = pairBits(pairBits(id, home), applianceState[row]);
      hash = hashDouble(hash, capacityBps[row]);
      hash = hashDouble(hash, inverseWeight.length === 0 ? 1 : inverseWeight[row]);
      outSum[lane] += rows.sign * hash;
    }
  }
}

function idHash(text: Uint8Array, start: Uint32Array, row: number, seed: number): number {
  return hashBytes(text, seed, start[row], start[row + 1]);
}

/** Adds what the links `from..to` say, `sign` times: where, of which kind, how large. */
export function addLinks(
  outSum: Uint32Array,
  columns: SnapshotColumns,
  rows: { readonly from: number; readonly to: number; readonly sign: 1 | -1 },
): void {
  const { linkText, linkTextStart, linkSite, linkKind, linkCapacityBps } = columns;
  const hashDouble = doubleHash();
  for (let row = rows.from; row < rows.to; row++)
    for (let lane = 0; lane < lanes; lane++) {
      const id = idHash(linkText, linkTextStart, row, odds[lane]);
      const site = idHash(columns.siteText, columns.siteTextStart, linkSite[row], seeds[lane]);
      const hash = pairBits(pairBits(id, site), linkKind[row]);
      outSum[lane] += rows.sign * hashDouble(hash, linkCapacityBps[row]);
    }
}

/** Sites with their kinds and transit links, clusters with their sites and what they hold. */
function addPlaces(outSum: Uint32Array, columns: SnapshotColumns, ids: ListIds): void {
  const { siteKind, siteTransit, clusterSite, clusterManifest } = columns;
  const held = manifestHashes(columns);
  for (let lane = 0; lane < lanes; lane++) {
    for (let site = 0; site < siteKind.length; site++) {
      const link = siteTransit[site];
      const transit = link === noRow ? 0 : ids.link[link * lanes + lane];
      const hash = pairBits(pairBits(ids.site[site * lanes + lane], siteKind[site]), transit);
      outSum[lane] += mixed(hash ^ 1);
    }
    for (let cluster = 0; cluster < clusterSite.length; cluster++) {
      const site = ids.site[clusterSite[cluster] * lanes + lane];
      const hash = pairBits(pairBits(ids.cluster[cluster * lanes + lane], site), odds[lane]);
      outSum[lane] += pairBits(hash, held[clusterManifest[cluster] * lanes + lane]);
    }
  }
}

/** Per manifest the sum over files of copies × hash of the file; a manifest has no id here. */
function manifestHashes(columns: SnapshotColumns): Uint32Array {
  const { copies, clusterManifest } = columns;
  const { at, file } = copiesRowHashes(columns);
  const manifests = Math.min(manifestCount(clusterManifest), copies.length); // unchecked bytes
  const sums = new Uint32Array(manifests * lanes);
  for (let manifest = 0; manifest < manifests; manifest++)
    for (let row = 0; row < at.length; row++) {
      const count = copies[at[row] + manifest];
      for (let lane = 0; count > 0 && lane < lanes; lane++)
        sums[manifest * lanes + lane] += Math.imul(count, file[row * lanes + lane]);
    }
  return sums;
}

/** Where the rows of `copies` begin that files share, and the sum of the hashes of those files. */
function copiesRowHashes(columns: SnapshotColumns) {
  const { fileCopies } = columns;
  const hashes = idHashes(columns, 'file');
  const rowAt = new Map<number, number>();
  const at: number[] = [];
  const file = new Uint32Array(hashes.length);
  for (let row = 0; row < fileCopies.length; row++) {
    const begin = fileCopies[row];
    const known = rowAt.get(begin) ?? at.push(begin) - 1;
    rowAt.set(begin, known);
    for (let lane = 0; lane < lanes; lane++)
      file[known * lanes + lane] += hashes[row * lanes + lane];
  }
  return { at, file };
}

/** Adds all that is no address range: appliances, links, sites, clusters, manifests, files. */
export function addFleet(outSum: Uint32Array, columns: SnapshotColumns, ids: ListIds): void {
  addAppliances(outSum, columns, { from: 0, to: columns.applianceHash.length, sign: 1 });
  addLinks(outSum, columns, { from: 0, to: columns.linkHash.length, sign: 1 });
  addPlaces(outSum, columns, ids);
}

/**
 * Four uint32: what the snapshot answers, independent of how rows are numbered, in which order
 * equal vantages came, and how ranges are cut. A sum modulo 2³² a lane of what address ranges,
 * appliances, links, sites, clusters and their manifests say, each by ids and never by row. Names
 * and versions are not in it. Tells difference, not forgery. About 0.1 s for a full Internet table.
 */
export function contentDigest(columns: SnapshotColumns): Uint32Array {
  const sum = new Uint32Array(lanes);
  const ids = listIds(columns);
  const vantage = vantageHashes(columns, ids);
  addSpansV4(sum, columns, vantage, { from: 0, to: columns.spanValue.length, before: noRow });
  addSpansV6(sum, columns, vantage, { from: 0, to: columns.span6Value.length, before: noRow });
  addFleet(sum, columns, ids);
  return sum;
}
