// Which vantages of two snapshots share which part of the address space? One merge of their spans.
import type { Numbers, Texts } from '../base/columns.ts';
import { noRow } from '../base/ids.ts';
import { lookupV4, lookupV6 } from '../prefix/spans.ts';
import type { Snapshot } from '../snapshot/layout.ts';

/**
 * How much: IPv4 addresses, IPv6 blocks of /48 (a part of one counts as its part), and the weight
 * of the sampled clients. IPv4 is exact; IPv6 is rounded as doubles are.
 */
export type SpaceSize = {
  readonly v4AddressCount: number;
  readonly v6BlockCount: number;
  readonly sampleWeight: number;
};

/**
 * Where the traffic is: a client address and its weight per row. `words` has four uint32 a row, as
 * `readAddress` writes them; a weight that is no number above 0 counts nothing. Admission also
 * reads, where they are given, what is asked for and which group of clients a row is of.
 */
export type TrafficSample = {
  readonly count: number;
  /** 4 or 6. */
  readonly family: Numbers;
  readonly words: Numbers;
  readonly weight: Numbers;
  /** Id of the file that is asked for; absent: any, by popularity. */
  readonly file?: Texts | undefined;
  /** How often files are asked for, by id, in any unit; absent: any as often as another. */
  readonly popularity?: { readonly file: Texts; readonly weight: Numbers } | undefined;
  /** The country of the client, say: what is judged on its own. */
  readonly group?: Texts | undefined;
};

export type Sums = { -readonly [K in keyof SpaceSize]: number };

export const noSize = (): Sums => ({ v4AddressCount: 0, v6BlockCount: 0, sampleWeight: 0 });

export function addSize(out: Sums, more: SpaceSize, share = 1): void {
  out.v4AddressCount += more.v4AddressCount * share;
  out.v6BlockCount += more.v6BlockCount * share;
  out.sampleWeight += more.sampleWeight * share;
}

/** All that has vantage `before` in the one snapshot and `after` in the other. */
export type VantagePair = {
  readonly before: number;
  readonly after: number;
  readonly measure: SpaceSize;
};

/** Pairs of vantages as they are seen; mostly a vantage has the partner that it had before. */
function pairSums(a: Snapshot, b: Snapshot) {
  const pairs: { before: number; after: number; measure: Sums }[] = [];
  const rowOf = new Map<number, number>();
  const last = new Uint32Array(a.vantageCount).fill(noRow);
  const at = (before: number, after: number): Sums => {
    const known = last[before];
    if (known !== noRow && pairs[known].after === after) return pairs[known].measure;
    const key = before * b.vantageCount + after;
    const row = rowOf.get(key) ?? pairs.push({ before, after, measure: noSize() }) - 1;
    rowOf.set(key, row);
    last[before] = row;
    return pairs[row].measure;
  };
  return { pairs, at };
}

/** The pairs of vantages, in order of first sight: IPv4 upwards, IPv6 upwards, sample. Total. */
export function pairVantages(a: Snapshot, b: Snapshot, sample: TrafficSample): VantagePair[] {
  const { pairs, at } = pairSums(a, b);
  walkV4(a, b, (before, after, count) => {
    at(before, after).v4AddressCount += count;
  });
  walkV6(a, b, (before, after, count) => {
    at(before, after).v6BlockCount += count;
  });
  for (let row = 0; row < sample.count; row++) {
    const weight = sample.weight[row];
    if (!(weight > 0) || weight === Number.POSITIVE_INFINITY) continue;
    at(vantageAt(a, sample, row), vantageAt(b, sample, row)).sampleWeight += weight;
  }
  return pairs;
}

/** Vantage of the client of a row. */
export function vantageAt(
  snapshot: Snapshot,
  { family, words }: TrafficSample,
  row: number,
): number {
  if (family[row] === 4) return lookupV4(snapshot, words[row * 4] >>> 0);
  return lookupV6(
    snapshot,
    [0, 1, 2, 3].map((k) => words[row * 4 + k] >>> 0),
  );
}

const block = 65536; // 2¹⁶: a /48 ends in the middle of the second word
const word = 4_294_967_296; // 2³²

type Visit = (before: number, after: number, count: number) => void;

/** Each step passes the span that ends first, or both: it ends even where starts run back. */
function walkV4(a: Snapshot, b: Snapshot, visit: Visit): void {
  let at = 0;
  let rowA = 0;
  let rowB = 0;
  while (rowA < a.spanValue.length && rowB < b.spanValue.length) {
    const endA = rowA + 1 < a.spanStart.length ? a.spanStart[rowA + 1] : word;
    const endB = rowB + 1 < b.spanStart.length ? b.spanStart[rowB + 1] : word;
    const next = Math.min(endA, endB);
    if (next > at) {
      visit(a.spanValue[rowA], b.spanValue[rowB], next - at);
      at = next;
    }
    if (endA === next) rowA++;
    if (endB === next) rowB++;
  }
}

/** Where a span starts: the /48 that holds the address, and how far into it, 0..1. */
function placeV6({ start0, start1, start2, start3 }: Snapshot, row: number) {
  if (row >= start0.length) return { blocks: word * block, part: 0 };
  const rest = (start1[row] % block) + (start2[row] + start3[row] / word) / word;
  return { blocks: start0[row] * block + Math.floor(start1[row] / block), part: rest / block };
}

/** Below 0, 0, above 0 as the span `rowA` of `a` starts before, with or after `rowB` of `b`. */
function compareV6(a: Snapshot, rowA: number, b: Snapshot, rowB: number): number {
  if (rowA >= a.start0.length) return rowB >= b.start0.length ? 0 : 1;
  if (rowB >= b.start0.length) return -1;
  return (
    a.start0[rowA] - b.start0[rowB] ||
    a.start1[rowA] - b.start1[rowB] ||
    a.start2[rowA] - b.start2[rowB] ||
    a.start3[rowA] - b.start3[rowB]
  );
}

function walkV6(a: Snapshot, b: Snapshot, visit: Visit): void {
  let at = { blocks: 0, part: 0 };
  let rowA = 0;
  let rowB = 0;
  while (rowA < a.span6Value.length && rowB < b.span6Value.length) {
    const order = compareV6(a, rowA + 1, b, rowB + 1);
    const next = order <= 0 ? placeV6(a, rowA + 1) : placeV6(b, rowB + 1);
    const count = next.blocks - at.blocks + (next.part - at.part);
    if (count > 0) {
      visit(a.span6Value[rowA], b.span6Value[rowB], count);
      at = next;
    }
    if (order <= 0) rowA++;
    if (order >= 0) rowB++;
  }
}
