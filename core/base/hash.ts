// How are ids hashed, so that every engine and every language gets the same numbers?
//
// The functions and constants here are part of the contract: core/RULES.md states them for
// implementers in other languages.
import { given } from './given.ts';
import { packedBytes, packUtf8 } from './utf8.ts';

/** Rotates 32 bits to the left. */
function rotate(bits: number, by: number): number {
  return (bits << by) | (bits >>> (32 - by));
}

/** The finaliser of MurmurHash3: every bit in reaches every bit out. uint32 to uint32. @hot */
export function scramble(bits: number): number {
  return scrambleBits(bits) >>> 0;
}

function scrambleBits(bits: number): number {
  let hash = bits;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

/** What a word of four bytes adds to a hash. */
function spread(word: number): number {
  return Math.imul(rotate(Math.imul(word, 0xcc9e2d51), 15), 0x1b873593);
}

function withWord(hash: number, word: number): number {
  return (Math.imul(rotate(hash ^ spread(word), 13), 5) + 0xe6546b64) | 0;
}

/**
 * MurmurHash3_x86_32 of the bytes `bytes[start..end)`; uint32.
 * Source: Austin Appleby, MurmurHash3, public domain, 2011. @hot
 */
export function hashBytes(bytes: Uint8Array, seed: number, start = 0, end = bytes.length): number {
  let hash = seed;
  let at = start;
  for (; at + 4 <= end; at += 4) {
    const word = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
    hash = withWord(hash, word);
  }
  let tail = 0;
  for (let k = (end - start) & 3; k > 0; k--) tail = (tail << 8) | bytes[at + k - 1];
  return scramble(hash ^ spread(tail) ^ (end - start));
}

/** Seed of every id hash: the ASCII bytes "FLID", little-endian. */
const idSeed = 0x44494c46;

/**
 * The hash of an id: MurmurHash3_x86_32 of its UTF-8 bytes with seed 0x44494c46; uint32. Never
 * allocates. @hot
 *
 * @example
 * console.log(hashId('s1').toString(16)); // => d3c5944
 */
export function hashId(id: string): number {
  return hashIdBits(id) >>> 0;
}

/** The bits of `hashId` as an int32, which no engine has to put on the heap to return it. @hot */
export function hashIdBits(id: string): number {
  const end = id.length;
  let hash = idSeed;
  let at = 0;
  let units = 0;
  for (; at + 4 <= end; at += 4) {
    const a = id.charCodeAt(at);
    const b = id.charCodeAt(at + 1);
    const c = id.charCodeAt(at + 2);
    const d = id.charCodeAt(at + 3);
    units |= a | b | c | d;
    hash = withWord(hash, a | (b << 8) | (c << 16) | (d << 24));
  }
  let tail = 0;
  for (let k = end - 1; k >= at; k--) {
    const unit = id.charCodeAt(k);
    units |= unit;
    tail = (tail << 8) | unit;
  }
  return units < 0x80 ? scrambleBits(hash ^ spread(tail) ^ end) : hashWide(id);
}

/** The same for an id that is not all ASCII. */
function hashWide(id: string): number {
  let hash = idSeed;
  let word = 0;
  let bits = 0; // of `word` that are taken, 0 to 24
  let length = 0;
  for (let at = 0; at < id.length; at++) {
    const packed = packUtf8(id, at);
    const count = packedBytes(packed);
    if (count === 4) at++;
    length += count;
    word |= packed << bits;
    bits += count * 8;
    if (bits < 32) continue;
    hash = withWord(hash, word);
    bits -= 32;
    word = bits === 0 ? 0 : packed >>> (count * 8 - bits);
  }
  return scrambleBits(hash ^ spread(word) ^ length);
}

/** Like `hashId` for bytes that are UTF-8 already. */
export function hashIdBytes(bytes: Uint8Array, start: number, end: number): number {
  given(bytes, 'column');
  given(start, 'number');
  given(end, 'number');
  return hashBytes(bytes, idSeed, start, end);
}

/** One hash of two: `scramble(a × 0x9e3779b1 + b)` modulo 2³²; order matters. uint32. @hot */
export function pair(a: number, b: number): number {
  return pairBits(a, b) >>> 0;
}

/** The bits of `pair` as an int32, which no engine has to put on the heap to return it. */
export function pairBits(a: number, b: number): number {
  return scrambleBits((Math.imul(a, 0x9e3779b1) + b) | 0);
}

/** Makes the hash of a double, in all its bits. */
export function doubleHash(): (seed: number, value: number) => number {
  const double = new Float64Array(1);
  const half = new Uint32Array(double.buffer);
  return (seed, value) => {
    double[0] = value;
    return pairBits(pairBits(seed, half[0]), half[1]);
  };
}
