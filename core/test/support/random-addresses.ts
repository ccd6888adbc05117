// Which prefixes and clients are hardest to match? Nested ones, and what lies at their ends.
import type { PrefixColumns } from '../../world/world.ts';
import type { Dice } from './dice.ts';

export type Prefix = { family: 4 | 6; length: number; first: bigint };
const bitsOf = (family: number) => (family === 4 ? 32 : 128);
const lengths = {
  4: [8, 8, 8, 9, 12, 15, 16, 19, 20, 23, 24, 24, 25, 29, 30, 31, 31],
  6: [19, 19, 19, 20, 29, 31, 32, 33, 40, 48, 48, 56, 63, 64, 64],
};
const oddLengths = { 4: [0, 1, 7, 32, 32], 6: [0, 3, 16, 18, 65, 96, 127, 128] };
const open = { 4: ['01020304', '05060708'], 6: ['2a000123000000000000000000000000'] };
/** Where acceptance ends: special-use space, its neighbours, and both ends of a family. */
const corners = {
  4: ['00000000', '01000000', '08000000', '09ffffff', '0a000000', '64400000', '643fffff']
    .concat(['7f000000', '80000000', 'a9fe0000', 'ac100000', 'ac200000', 'c0000000', 'c0000200'])
    .concat(['c0a80000', 'c6120000', 'c6140000', 'c6336400', 'cb007100', 'cb007200', 'dfffffff'])
    .concat(['e0000000', 'f0000000', 'ffffffff']),
  6: ['2000', '2001', '20010db8', '20010db7ffff', '20010db9', '2001000000000001', '2a000000']
    .concat(['3fffffffffffffffffff', '4000', '1fffffff', 'fe80', '', '00000000000000000000ffff'])
    .concat(['ffffffffffffffffffffffffffffffff', '2a00000000000000ffff', '2a000000ffffffff'])
    .map((text) => text.padEnd(32, '0')),
};

function maskTo({ family, length, first }: Prefix): Prefix {
  const free = BigInt(bitsOf(family) - length);
  return { family, length, first: (first >> free) << free };
}

/** Prefixes of which many lie in one another, or side by side. */
export function drawPrefixes(dice: Dice, count: number): Prefix[] {
  const found = new Map<string, Prefix>();
  const list: Prefix[] = [];
  for (let tries = 0; list.length < count && tries < count * 9; tries++) {
    const family = dice.chance(0.6) ? 4 : 6;
    const bits = bitsOf(family);
    const parents = list.filter((each) => each.family === family);
    let first = BigInt(`0x${dice.pick(dice.chance(0.5) ? open[family] : corners[family])}`);
    if (parents.length > 0 && dice.chance(0.7)) {
      const parent = dice.pick(parents);
      first = parent.first;
      const inner = Math.min(bits, bits - parent.length + 1);
      if (dice.chance(0.7)) first ^= 1n << BigInt(dice.below(dice.chance(0.9) ? inner : bits));
      if (dice.chance(0.3)) first ^= BigInt(dice.below(65536)) << BigInt(dice.below(bits - 15));
    }
    const prefix = maskTo({
      family,
      length: dice.pick((dice.chance(0.2) ? oddLengths : lengths)[family]),
      first,
    });
    const name = `${family} ${prefix.length} ${prefix.first}`;
    if (!found.has(name)) list.push(prefix);
    found.set(name, prefix);
  }
  return list;
}

export function prefixColumns(prefixes: readonly Prefix[]): PrefixColumns {
  const word = (n: number) =>
    Uint32Array.from(prefixes, ({ family, first }) => {
      if (family === 4) return n === 0 ? Number(first) : 0;
      return Number((first >> BigInt(96 - 32 * n)) & 0xffffffffn);
    });
  return {
    count: prefixes.length,
    family: Uint8Array.from(prefixes, ({ family }) => family),
    length: Uint8Array.from(prefixes, ({ length }) => length),
    word0: word(0),
    word1: word(1),
    word2: word(2),
    word3: word(3),
  };
}

/** Text of an address in one of the ways in which people write it. */
function addressText(dice: Dice, family: number, address: bigint): string {
  if (family === 4) {
    const bytes = [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 255n).join('.');
    const mapped = [
      `::ffff:${bytes}`,
      `0:0:0:0:0:FFFF:${bytes}`,
      `::ffff:${hexGroups(address, 2)}`,
    ];
    return dice.chance(0.15) ? dice.pick(mapped) : bytes;
  }
  const full = hexGroups(address, 8);
  const gap = /(^|:)0(:0)+(:|$)/.exec(full);
  return dice.chance(0.5) || gap === null ? full : full.replace(gap[0], '::');
}

function hexGroups(address: bigint, count: number): string {
  const shifts = Array.from({ length: count }, (_, n) => BigInt(16 * (count - 1 - n)));
  return shifts.map((shift) => ((address >> shift) & 0xffffn).toString(16)).join(':');
}

function innerAddress(dice: Dice, { family, length, first }: Prefix): string {
  const size = 1n << BigInt(bitsOf(family) - length);
  return addressText(dice, family, first + (size * BigInt(dice.below(65536))) / 65536n);
}

/** Addresses at both ends of the prefixes, just outside and inside, and anywhere in `routed`. */
export function drawClients(
  dice: Dice,
  prefixes: readonly Prefix[],
  routed: readonly Prefix[],
): string[] {
  const clients = [...prefixes, ...routed].map((prefix) => innerAddress(dice, prefix));
  for (const { family, length, first } of prefixes) {
    const size = 1n << BigInt(bitsOf(family) - length);
    for (const address of [first, first + size - 1n, first - 1n, first + size])
      if (address >= 0n && address >> BigInt(bitsOf(family)) === 0n)
        clients.push(addressText(dice, family, address));
  }
  return clients.concat('::', '::1', '0.0.0.0', '255.255.255.255', '192.0.2.1', '2a00:1::');
}
