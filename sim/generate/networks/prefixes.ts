// Which prefixes does a network announce, of which lengths, and which lie inside which?
import { assert, hashId, type Networks, prefixPool } from '@fairlead/core';
import { type AliasTable, aliasTable, choose, normal } from '../../random/distributions.ts';
import { next32, nextUnit, type Stream } from '../../random/stream.ts';
import { type Announced, drawFor, growing, purpose } from '../rows.ts';
import { ipv4Space, ipv6Space, type Space } from './space.ts';

/**
 * Shares of IPv4 prefix lengths 8..31, between the RouteViews tables of 2008-05 (270,849 prefixes)
 * and 2015-11 (606,138): within .013 of either from /16 to /24, but .015 of 2008 at /22. Lengths
 * below 16 have a fifth of their share, or a million prefixes would not fit the address space, and
 * /32, which steering does not accept, is left out.
 */
const shares4 = [
  0.00001, 0.00001, 0.00001, 0.00003, 0.00009, 0.00019, 0.00036, 0.0007, 0.025, 0.016, 0.025, 0.05,
  0.0695, 0.068, 0.097, 0.091, 0.525, 0.005, 0.005, 0.004, 0.005, 0.006, 0.006, 0.0001,
];

/** Shares of IPv6 prefix lengths 19..64. Source: RouteViews 2015-11, 27,693 prefixes. */
const shares6 = [
  0.0001, 0.0003, 0.0001, 0.0001, 0.0001, 0.0007, 0.0002, 0.0005, 0.0006, 0.0025, 0.031, 0.0036,
  0.0026, 0.2622, 0.0113, 0.0077, 0.0091, 0.0363, 0.0034, 0.0073, 0.0026, 0.0441, 0.0068, 0.0072,
  0.0054, 0.0406, 0.0043, 0.0137, 0.0069, 0.4385, 0.0009, 0.0002, 0.0001, 0.0006, 0, 0, 0.0001,
  0.0065, 0, 0, 0, 0.0004, 0, 0.0002, 0, 0.0279,
];

/** Share of prefixes that are more-specifics of their own network. Source: RouteViews 2008: .34;
 * drawn with .42 because a network's first prefixes have nothing to lie in. */
const nestedShare = 0.42;

/**
 * IPv4 prefixes of a network with `users`: lognormal, mu rising with the users, 1..8000, times
 * `growth`. Source: origins in RouteViews 2015-11 joined with APNIC users 2019-11 (6,833 networks,
 * mean 47). Growth 2.9 gives a global world a million: the table has grown 1.6 fold since, and a
 * world has the prefixes of networks with users only.
 */
export function prefixCount4(users: number, stream: Stream, growth = 2.9): number {
  const log10 = Math.log10(Math.max(1, users));
  const mu = Math.max(1.35, 1.84 + 1.13 * (log10 - 4.25));
  const sigma = Math.max(1.2, Math.min(1.55, 1.2 + 0.15 * (log10 - 4)));
  const count = Math.round(growth * Math.exp(mu + sigma * normal(stream)));
  return Math.max(1, Math.min(8000, count));
}

/**
 * IPv6 prefixes of a network with `users`: none in .1 to .55 of networks, else lognormal.
 * Source: as above for the slopes; levels raised to 0.2 M prefixes in a global world.
 */
export function prefixCount6(users: number, stream: Stream): number {
  const log10 = Math.log10(Math.max(1, users));
  const adopts = nextUnit(stream) < Math.max(0.45, Math.min(0.9, 0.45 + 0.12 * (log10 - 3.5)));
  const mu = Math.max(1.6, 2.2 + 0.75 * (log10 - 4.25));
  const count = Math.round(Math.exp(mu + 1.3 * normal(stream)));
  return adopts ? Math.max(1, Math.min(3000, count)) : 0;
}

/** Prefixes drawn but without an address yet. A nested one lies in row `parent` at `slot`. */
type Drafts = {
  readonly network: Uint32Array;
  readonly length: Uint32Array;
  /** noParent, or a row above that is not nested itself. */
  readonly parent: Uint32Array;
  readonly slot: Uint32Array;
};
const noParent = 0xffffffff;

type Family = {
  readonly use: number;
  readonly firstLength: number;
  /** Longest length that gets an address block of its own. */
  readonly freshLengthMax: number;
  readonly shares: AliasTable;
  readonly count: (users: number, stream: Stream) => number;
};

const families: { readonly ipv4: Family; readonly ipv6: Family } = {
  ipv4: {
    use: purpose.prefixes4,
    firstLength: 8,
    freshLengthMax: 32,
    shares: aliasTable(shares4),
    count: (users, stream) => prefixCount4(users, stream),
  },
  ipv6: {
    use: purpose.prefixes6,
    firstLength: 19,
    freshLengthMax: 48,
    shares: aliasTable(shares6),
    count: prefixCount6,
  },
};

/** `count` prefix lengths of a family, drawn from its published shares, ascending. */
export function drawLengths(family: 4 | 6, count: number, stream: Stream): Uint8Array {
  const { shares, firstLength } = family === 4 ? families.ipv4 : families.ipv6;
  const lengths = new Uint8Array(count);
  for (let k = 0; k < count; k++) lengths[k] = firstLength + choose(shares, stream);
  return lengths.sort();
}

function draftPrefixes(
  seed: number,
  networks: Networks,
  users: Float64Array,
  family: 4 | 6,
): Drafts {
  const { use, count, freshLengthMax } = family === 4 ? families.ipv4 : families.ipv6;
  const columns = { network: growing(), length: growing(), parent: growing(), slot: growing() };
  let row = 0;
  for (let network = 0; network < networks.count; network++) {
    const stream = drawFor(seed, hashId(`as${networks.asn[network]}`), use);
    const lengths = drawLengths(family, count(users[network], stream), stream);
    const fresh: number[] = [];
    const freshLength: number[] = [];
    const taken = new Set<number>();
    for (const drawn of lengths) {
      const nested = nestIn(drawn, freshLength, taken, stream);
      const isNested = nested.parent !== noParent;
      const length = isNested ? drawn : Math.min(drawn, freshLengthMax);
      columns.network.push(network);
      columns.length.push(length);
      columns.parent.push(isNested ? fresh[nested.parent] : noParent);
      columns.slot.push(nested.slot);
      if (!isNested) {
        fresh.push(row);
        freshLength.push(length);
      }
      row++;
    }
  }
  return {
    network: columns.network.done(),
    length: columns.length.done(),
    parent: columns.parent.done(),
    slot: columns.slot.done(),
  };
}

/** Where a prefix of `length` lies inside one of the network's own: row of `freshLength`, slot. */
function nestIn(
  length: number,
  freshLength: readonly number[],
  taken: Set<number>,
  stream: Stream,
): { readonly parent: number; readonly slot: number } {
  if (nextUnit(stream) < nestedShare && freshLength.length > 0)
    for (let attempt = 0; attempt < 4; attempt++) {
      // The square favours the first, which are the largest.
      const unit = nextUnit(stream);
      const parent = Math.floor(unit * unit * freshLength.length);
      const bits = length - freshLength[parent];
      if (bits < 1 || bits > 31) continue;
      const slot = next32(stream) >>> (32 - bits);
      const key = (parent * 64 + length) * 4294967296 + slot;
      if (taken.has(key)) continue;
      taken.add(key);
      return { parent, slot };
    }
  return { parent: noParent, slot: 0 };
}

/** First unit of every drafted block: an address (IPv4) or a /48 network (IPv6). */
function allocate(drafts: Drafts, space: Space, lengthMax: number): Float64Array {
  const { length, parent } = drafts;
  const start = new Float64Array(length.length).fill(-1);
  for (let bits = 0; bits <= lengthMax; bits++)
    for (let row = 0; row < length.length; row++) {
      if (length[row] !== bits || parent[row] !== noParent) continue;
      start[row] = space.take(bits);
      // Where the space has no block of this size left, a longer prefix must do.
      if (start[row] < 0) length[row]++;
      assert(length[row] <= lengthMax, 'the address space holds the prefixes of a world');
    }
  return start;
}

/** Writes the words of row `row`: the parent's block and, where it is nested, the slot in it. */
function writeWords(
  family: 4 | 6,
  { length, parent, slot, start }: Drafts & { readonly start: Float64Array },
  row: number,
  out: Uint32Array,
): void {
  const isNested = parent[row] !== noParent;
  const unit = start[isNested ? parent[row] : row];
  out.fill(0);
  if (family === 4) out[0] = unit;
  else {
    out[0] = Math.floor(unit / 65536);
    out[1] = (unit % 65536) * 65536;
  }
  if (!isNested) return;
  // The slot's last bit is bit `length - 1`; a parent that had to be longer has fewer slots.
  const end = length[row];
  const inside = slot[row] & (0xffffffff >>> (32 - (end - length[parent[row]])));
  if (end <= 32) out[0] |= inside << (32 - end);
  else {
    out[1] |= inside << (64 - end);
    if (end < 64) out[0] |= inside >>> (end - 32);
  }
}

/**
 * What every network announces: prefixes of different networks are disjoint, about a third lie
 * inside a larger one of their own network, all are outside special-use space. `users` per network.
 */
export function drawPrefixes(seed: number, networks: Networks, users: Float64Array): Announced {
  const pool = prefixPool();
  const asn = growing();
  const words = new Uint32Array(4);
  let count = 0;
  for (const family of [4, 6] as const) {
    const drafts = draftPrefixes(seed, networks, users, family);
    const space = family === 4 ? ipv4Space() : ipv6Space();
    const start = allocate(drafts, space, family === 4 ? 32 : 48);
    const { network, length, parent } = drafts;
    const blocks = { ...drafts, start };
    for (let row = 0; row < length.length; row++) {
      // A parent that had to be longer may have swallowed its more-specifics.
      if (parent[row] !== noParent && length[row] <= length[parent[row]]) continue;
      writeWords(family, blocks, row, words);
      if (pool.add(family, length[row], words) < count) continue;
      count++;
      asn.push(networks.asn[network[row]]);
    }
  }
  return { prefixes: pool.columns(), asn: asn.done() };
}
