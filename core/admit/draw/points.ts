// Where do the points of a sample lie, so that they are even and yet nobody knows them beforehand?
import type { Numbers } from '../../base/columns.ts';
import { hashId, pair } from '../../base/hash.ts';
import type { Snapshot } from '../../snapshot/layout.ts';
import { type Files, placeOf } from './files.ts';

/** What is told of a point: its row, its joined file, what it weighs, and its session. */
type UsePoint = (row: number, joined: number, weight: number, session: number) => void;

const unit = 4_294_967_296; // 2³²

/**
 * The seed of what is asked of two snapshots, from all words of both contents: who changes a byte
 * of what is held, routed or built gets other points, so no content fits between them by intent.
 */
export function seedOf(a: Snapshot, b: Snapshot): number {
  let seed = 0;
  for (const { contentDigest } of [a, b]) for (const word of contentDigest) seed = pair(seed, word);
  return seed;
}

/**
 * The number from 0 to 1 of `key` in a van der Corput sequence of base 2 with Owen's nested uniform
 * scrambling: each by itself is any number as likely as another, and of 2ⁿ keys from a multiple of
 * 2ⁿ on one lies in each of 2ⁿ equal parts. Source: Owen, Randomly permuted (t,m,s)-nets, 1995.
 */
export function scrambledPart(seed: number, key: number): number {
  let node = pair(seed, 0); // of the digits so far: its first bit flips the next one
  let part = 0;
  for (let bit = 0; bit < 32; bit++) {
    const digit = (key >>> bit) & 1;
    part = part * 2 + (digit ^ (node >>> 31));
    node = pair(node, digit);
  }
  return part / unit;
}

/** What points are drawn from: rows by weight, files, how many, and by which seed under a name. */
export type PointsFrom = {
  readonly weights: Numbers;
  readonly files: Files;
  readonly most: number;
  readonly seed: number;
  readonly name: string;
};

/** The sum of what weighs something. */
export function sumOf(weights: Numbers): number {
  let all = 0;
  for (let row = 0; row < weights.length; row++) if (isWeight(weights[row])) all += weights[row];
  return all;
}

export const isWeight = (weight: number): boolean =>
  weight > 0 && weight < Number.POSITIVE_INFINITY;

/**
 * Gives `use` all rows × all files where those are no more than `most`; else `most` points, one
 * anywhere in each of `most` equal parts of the weight, with files evenly over their shares.
 */
export function drawPoints({ weights, files, most, seed, name }: PointsFrom, use: UsePoint): void {
  const all = sumOf(weights);
  const count = files.joined.length;
  const own = pair(seed, hashId(name));
  const [clientSeed, fileSeed, sessionSeed] = [1, 2, 3].map((what) => pair(own, what));
  if (weights.length * count <= most) {
    for (let row = 0; row < weights.length; row++)
      for (let file = 0; file < count; file++) {
        const weight = weights[row] * files.share[file];
        use(row, files.joined[file], weight, pair(row * count + file, sessionSeed));
      }
    return;
  }
  let row = 0;
  let passed = weights[0];
  for (let key = 0; key < most; key++) {
    const place = ((key + pair(key, clientSeed) / unit) / most) * all;
    while (passed <= place && row + 1 < weights.length) passed += weights[++row];
    const file = files.joined[placeOf(files, scrambledPart(fileSeed, key))];
    use(row, file, all / most, pair(key, sessionSeed));
  }
}
