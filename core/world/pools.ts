// How are prefixes and AS paths stored once? Open-addressing tables that hand out row numbers.
import { assert } from '../base/assert.ts';
import type { Paths, PrefixColumns } from './world.ts';

const golden = 0x9e3779b1;

function grown<T extends Uint8Array | Uint32Array>(column: T, length: number): T {
  const larger = new (column.constructor as new (length: number) => T)(length);
  larger.set(column as never);
  return larger;
}

/** Hands out one row per distinct prefix; rows count from 0 in order of first sight. */
export type PrefixPool = {
  /** Row of this prefix; host bits must be 0. */
  readonly add: (
    family: number,
    length: number,
    words: { readonly [word: number]: number },
  ) => number;
  readonly columns: () => PrefixColumns;
};

/**
 * A pool of prefixes: equal ones share a row.
 *
 * @example
 * const pool = prefixPool();
 * const row = pool.add(4, 16, [0x0b010000, 0, 0, 0]); // 11.1.0.0/16
 * console.log(row, pool.add(4, 16, [0x0b010000, 0, 0, 0]), pool.columns().count); // => 0 0 1
 */
export function prefixPool(): PrefixPool {
  let room = 1024;
  let count = 0;
  let slots = new Uint32Array(4096).fill(0xffffffff);
  let family = new Uint8Array(room);
  let length = new Uint8Array(room);
  let words = [0, 1, 2, 3].map(() => new Uint32Array(room));

  function slotOf(f: number, l: number, w0: number, w1: number, w2: number, w3: number): number {
    let hash = Math.imul(w0 ^ Math.imul(w1, 0x85ebca6b) ^ Math.imul(w2, 0xc2b2ae35) ^ w3, golden);
    hash = Math.imul(hash ^ (hash >>> 15) ^ (l << 3) ^ f, golden);
    const mask = slots.length - 1;
    for (let slot = (hash ^ (hash >>> 13)) & mask; ; slot = (slot + 1) & mask) {
      const row = slots[slot];
      if (row === 0xffffffff) return slot;
      if (words[0][row] === w0 && length[row] === l && family[row] === f && words[1][row] === w1)
        if (words[2][row] === w2 && words[3][row] === w3) return slot;
    }
  }

  function grow(): void {
    room *= 2;
    family = grown(family, room);
    length = grown(length, room);
    words = words.map((column) => grown(column, room));
    slots = new Uint32Array(room * 4).fill(0xffffffff);
    const [w0, w1, w2, w3] = words;
    for (let row = 0; row < count; row++)
      slots[slotOf(family[row], length[row], w0[row], w1[row], w2[row], w3[row])] = row;
  }

  return {
    add(f, l, w) {
      const slot = slotOf(f, l, w[0] >>> 0, w[1] >>> 0, w[2] >>> 0, w[3] >>> 0);
      if (slots[slot] !== 0xffffffff) return slots[slot];
      const row = count++;
      slots[slot] = row;
      family[row] = f;
      length[row] = l;
      for (let k = 0; k < 4; k++) words[k][row] = w[k];
      if (count === room) grow();
      return row;
    },
    columns: () => ({
      count,
      family: family.slice(0, count),
      length: length.slice(0, count),
      word0: words[0].slice(0, count),
      word1: words[1].slice(0, count),
      word2: words[2].slice(0, count),
      word3: words[3].slice(0, count),
    }),
  };
}

/** Hands out one row per distinct AS path; rows count from 0 in order of first sight. */
export type PathPool = {
  /** Row of the path `asns[0] … asns[length - 1]`. */
  readonly add: (asns: { readonly [hop: number]: number }, length: number) => number;
  readonly columns: () => Paths;
};

/**
 * A pool of AS paths: equal ones share a row.
 *
 * @example
 * const pool = pathPool();
 * const rows = [pool.add([64500, 64501], 2), pool.add([64500], 1)];
 * console.log(rows.join(), pool.columns().asn.length); // => 0,1 3
 */
export function pathPool(): PathPool {
  let count = 0;
  let slots = new Uint32Array(4096).fill(0xffffffff);
  let start = new Uint32Array(1025);
  let asn = new Uint32Array(4096);

  function slotOf(asns: { readonly [hop: number]: number }, length: number): number {
    let hash = length;
    for (let hop = 0; hop < length; hop++)
      hash = Math.imul(hash ^ asns[hop], golden) ^ (hash >>> 15);
    const mask = slots.length - 1;
    for (let slot = (hash ^ (hash >>> 16)) & mask; ; slot = (slot + 1) & mask) {
      const row = slots[slot];
      if (row === 0xffffffff || same(row, asns, length)) return slot;
    }
  }

  function same(row: number, asns: { readonly [hop: number]: number }, length: number): boolean {
    if (start[row + 1] - start[row] !== length) return false;
    for (let hop = 0; hop < length; hop++) if (asn[start[row] + hop] !== asns[hop]) return false;
    return true;
  }

  return {
    add(asns, length) {
      assert(length < 1024, 'an AS path has fewer than 1024 hops');
      const slot = slotOf(asns, length);
      if (slots[slot] !== 0xffffffff) return slots[slot];
      const row = count++;
      slots[slot] = row;
      while (start[row] + length > asn.length) asn = grown(asn, asn.length * 2);
      for (let hop = 0; hop < length; hop++) asn[start[row] + hop] = asns[hop];
      if (row + 2 > start.length - 1) start = grown(start, start.length * 2);
      start[row + 1] = start[row] + length;
      if (count * 2 > slots.length) {
        slots = new Uint32Array(slots.length * 4).fill(0xffffffff);
        for (let old = 0; old < count; old++)
          slots[slotOf(asn.subarray(start[old], start[old + 1]), start[old + 1] - start[old])] =
            old;
      }
      return row;
    },
    columns: () => ({
      count,
      start: start.slice(0, count + 1),
      asn: asn.slice(0, start[count]),
    }),
  };
}
