// Who comes first among equals? A hash, weighted, that every engine computes alike.
import { pairBits } from '../base/hash.ts';

/** `logTable[i]` = 2²⁶ × log2(1 + i / 1024), rounded to the nearest integer, i = 0..1024. */
const logTable = makeLogTable();

/**
 * log2 by repeated squaring in 80-bit fixed point, so that no engine's Math.log2 is asked.
 * Source: D. Knuth, TAOCP 1, section 1.2.2, exercise 25 ff.
 */
function makeLogTable(): Float64Array {
  const one = 1n << 80n;
  const table = new Float64Array(1025);
  for (let i = 0; i <= 1024; i++) {
    let x = (one * BigInt(1024 + i)) / 1024n;
    let bits = 0;
    if (x >= one * 2n) {
      x /= 2n;
      bits = 1;
    }
    for (let digit = 0; digit < 27; digit++) {
      x = (x * x) >> 80n;
      bits *= 2;
      if (x >= one * 2n) {
        x >>= 1n;
        bits++;
      }
    }
    table[i] = Math.floor((bits + 1) / 2);
  }
  return table;
}

/**
 * −log2(hash / 2³²) in units of 2⁻⁴⁷, for 32 bits `hash` (0 counts as 1): an exact integer below
 * 2⁵³, 32 × 2⁴⁷ at most. Linear between the 1024 table points of each octave.
 */
export function negativeLog(hash: number): number {
  const out = new Float64Array(1);
  writeNegativeLog(hash, out, 0);
  return out[0];
}

/** Writes `negativeLog(hash)` to `out[at]`: a double that is returned may go to the heap. @hot */
function writeNegativeLog(hash: number, out: Float64Array, at: number): void {
  const bits = hash === 0 ? 1 : hash;
  const zeros = Math.clz32(bits);
  const mantissa = bits << zeros; // the leading one moves to bit 31
  const index = (mantissa >>> 21) & 1023;
  const low = logTable[index];
  const between = (logTable[index + 1] - low) * (mantissa & 0x1fffff);
  out[at] = (zeros + 1) * 140737488355328 - (low * 2097152 + between);
}

/** What `writeSpreadKey` reads of an appliance. */
export type SpreadColumns = {
  readonly applianceHash: Uint32Array;
  readonly inverseCapacity: Float64Array;
};

/**
 * Writes the place of an appliance among equals to the last of `keys`: the smallest key is first,
 * and over many `request` hashes an appliance is first in proportion to its capacity. Two IEEE
 * double operations on exact integers, so every engine agrees.
 * Source: D. Thaler, C. Ravishankar, 1998 (rendezvous hashing); the weighted form with
 * −log(u) / w: J. Resch, "New Hashing Algorithms for Data Storage", 2015. @hot
 */
export function writeSpreadKey(
  columns: SpreadColumns,
  appliance: number,
  request: number,
  keys: Float64Array,
): void {
  const last = keys.length - 1;
  writeNegativeLog(pairBits(request, columns.applianceHash[appliance] | 0), keys, last);
  keys[last] *= columns.inverseCapacity[appliance];
}
