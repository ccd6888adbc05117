// Who comes first among equals? A hash, weighted, that every engine computes alike.
import { given } from '../base/given.ts';

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
 *
 * Times 1 / weight it is the place of an appliance among equals: the smallest is first, and over
 * many requests an appliance is first in proportion to its weight. Two IEEE double operations on
 * exact integers, so every engine agrees. Source: D. Thaler, C. Ravishankar, 1998 (rendezvous
 * hashing); the weighted form with −log(u) / w: J. Resch, "New Hashing Algorithms for Data
 * Storage", 2015.
 */
export function negativeLog(hash: number): number {
  given(hash, 'number');
  const out = new Float64Array(1);
  writeNegativeLog(hash, out, 0);
  return out[0];
}

/** Writes `negativeLog(hash)` to `out[at]`: a double that is returned may go to the heap. */
export function writeNegativeLog(hash: number, out: Float64Array, at: number): void {
  const bits = hash === 0 ? 1 : hash;
  const zeros = Math.clz32(bits);
  const mantissa = bits << zeros; // the leading one moves to bit 31
  const index = (mantissa >>> 21) & 1023;
  const low = logTable[index];
  const between = (logTable[index + 1] - low) * (mantissa & 0x1fffff);
  out[at] = (zeros + 1) * 140737488355328 - (low * 2097152 + between);
}
