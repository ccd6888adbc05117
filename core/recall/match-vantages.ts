// Which vantage of another snapshot sees what a vantage of this one sees?
import { given } from '../base/given.ts';
import { pairVantages } from '../diff/diff-space.ts';
import type { Snapshot } from '../snapshot/layout.ts';

/** Per vantage of one snapshot its like in another. */
export type VantageMatch = {
  /** The vantage that most of its addresses have in the other snapshot. */
  readonly vantage: Uint32Array;
  /** 1 where its addresses have more than one there. */
  readonly isSplit: Uint8Array;
};

const nobody = { count: 0, family: [], words: [], weight: [] };

/**
 * Vantages of `from` in `to`, by the addresses that they have in common: the vantages of two
 * snapshots are numbered independently, and a record has no address. An IPv4 address weighs as
 * much as an IPv6 /56; equal ones go by row. Linear in the spans of both.
 */
export function matchVantages(from: Snapshot, to: Snapshot): VantageMatch {
  given(from, 'snapshot');
  given(to, 'snapshot');
  const vantage = Uint32Array.from({ length: from.vantageCount }, (_, row) => row);
  const isSplit = new Uint8Array(from.vantageCount);
  if (from === to) return { vantage, isSplit };
  const best = new Float64Array(from.vantageCount).fill(-1);
  for (const { before, after, measure } of pairVantages(from, to, nobody)) {
    const width = measure.v4AddressCount + measure.v6BlockCount * 256;
    if (best[before] >= 0) isSplit[before] = 1;
    const isTie = width === best[before] && after < vantage[before];
    if (width < best[before] || (width === best[before] && !isTie)) continue;
    best[before] = width;
    vantage[before] = after;
  }
  return { vantage, isSplit };
}
