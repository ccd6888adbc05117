// Was this pair of rows there before?
import { noRow, pair } from '@fairlead/core';
import { append, type Growing, growing } from './columns.ts';

/**
 * Pairs of two columns. As long as the rows of one left side follow each other it is enough to
 * know with which left side each right side came last; from the first left side that comes back
 * on, all pairs are hashed.
 */
export type Pairs = {
  readonly left: Growing<Uint32Array>;
  readonly right: Growing<Uint32Array>;
  /** By right side: the left side that it came with last, plus 1. */
  readonly lastLeft: Growing<Uint32Array>;
  /** By left side: 1 once it was seen. */
  readonly wasLeft: Growing<Uint8Array>;
  /** Rows by hash of their pair; empty until it is needed. */
  slots: Uint32Array;
  hashed: number;
};

export function createPairs(left: Growing<Uint32Array>, right: Growing<Uint32Array>): Pairs {
  const lastLeft = growing(Uint32Array);
  const wasLeft = growing(Uint8Array);
  return { left, right, lastLeft, wasLeft, slots: new Uint32Array(0), hashed: 0 };
}

/** Whether the pair in `row` is new, by the hash alone: for values that are no rows. */
export function addPair(pairs: Pairs, row: number): boolean {
  const { left, right } = pairs;
  if ((pairs.hashed + 1) * 2 > pairs.slots.length) growHash(pairs);
  const { slots } = pairs;
  const [a, b] = [left.values[row] as number, right.values[row] as number];
  const mask = slots.length - 1;
  for (let slot = pair(a, b) & mask; ; slot = (slot + 1) & mask) {
    const other = slots[slot] as number;
    if (other === noRow) {
      slots[slot] = row;
      pairs.hashed++;
      return true;
    }
    if (left.values[other] === a && right.values[other] === b) return false;
  }
}

function growHash(pairs: Pairs): void {
  const old = pairs.slots;
  pairs.slots = new Uint32Array(Math.max(1024, old.length * 4)).fill(noRow);
  pairs.hashed = 0;
  for (const row of old) if (row !== noRow) addPair(pairs, row);
}

/** Whether the pair in `row`, the last row of both columns, is new. Rows without one are. */
export function isNewPair(pairs: Pairs, row: number): boolean {
  const { left, right, lastLeft, wasLeft } = pairs;
  const [a, b] = [left.values[row] as number, right.values[row] as number];
  if (a === noRow || b === noRow) return true;
  if (pairs.slots.length > 0) return addPair(pairs, row);
  while (wasLeft.count <= a) append(wasLeft, 0);
  while (lastLeft.count <= b) append(lastLeft, 0);
  if (wasLeft.values[a] === 1 && left.values[row - 1] !== a) {
    for (let k = 0; k < row; k++)
      if (left.values[k] !== noRow && right.values[k] !== noRow) addPair(pairs, k);
    return addPair(pairs, row);
  }
  wasLeft.values[a] = 1;
  const isNew = lastLeft.values[b] !== a + 1;
  lastLeft.values[b] = a + 1;
  return isNew;
}
