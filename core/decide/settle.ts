// Who is first within a rank? A hash weighted by capacity puts its appliances in order.
import { pairBits } from '../base/hash.ts';
import { writeNegativeLog } from '../rank/spread.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import type { Scratch } from './decision.ts';

/**
 * Sorts the appliances `from` to `count` of `out` into those of their rank before them, which
 * begin at `start` and stand in order already; returns how many are left when all after the first
 * `want` are dropped. `hash` is that of (file, session). @hot
 */
export function settle(
  snapshot: Snapshot,
  out: Scratch,
  start: number,
  from: number,
  count: number,
  want: number,
  hash: number,
): number {
  const { applianceHash, inverseCapacity, applianceOrder } = snapshot;
  const { rows, links, order } = out;
  for (let k = from; k < count; k++) {
    const row = rows[k] | 0;
    const link = links[k] | 0;
    writeNegativeLog(pairBits(hash, applianceHash[row] | 0), order, k);
    const key = order[k] * inverseCapacity[row];
    let hole = k;
    while (hole > start) {
      const other = order[hole - 1];
      if (other < key) break;
      if (other === key && applianceOrder[rows[hole - 1]] < applianceOrder[row]) break;
      order[hole] = other;
      rows[hole] = rows[hole - 1];
      links[hole] = links[hole - 1];
      hole--;
    }
    order[hole] = key;
    rows[hole] = row;
    links[hole] = link;
  }
  return count < want ? count : want;
}
