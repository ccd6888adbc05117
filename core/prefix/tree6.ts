// Which few spans may hold this IPv6 address? A tree of wide nodes where spans are dense.

import type { Numbers } from '../base/columns.ts';
import { counted, grouped } from '../door/wording.ts';

/**
 * First addresses of IPv6 spans, ascending from 0: `start0` holds the upper 32 bits of each, and
 * so on.
 */
export type StartsV6 = {
  readonly start0: Numbers;
  readonly start1: Numbers;
  readonly start2: Numbers;
  readonly start3: Numbers;
};

/** The same with the value of each span. */
type ValuedV6 = StartsV6 & { readonly span6Value: Numbers };

/**
 * A tree over the first 64 bits of 2000::/3, where nearly all of the space in use is; addresses
 * outside search all spans. Operators' prefixes lie in clumps, so a jump by leading bits alone
 * leaves half of the addresses of a day among tens of thousands of spans. A word of the tree is
 *
 * - a leaf, `value × 8`: the address is in a span of that value, which is below 2^28;
 * - a leaf, `row × 8 + more`: the address is in the span `row` or the `more` (1 to 6) after it;
 *   7: in `row` or any after it;
 * - a node, 2^31 + `bits` × 2^26 + `offset`: the next `bits` (1 to 20) bits of the address say
 *   which of the 2^bits words from `offset` on follows.
 *
 * Word 0 is a node that stands for all of 2000::/3, so its bits are those from the third on. Nodes
 * stand in the order in which words point at them, and never cross the border of two words of an
 * address.
 *
 * Source: level compression of Nilsson, Karlsson, "IP-Address Lookup Using LC-Tries", 1999; here
 * leaves are short ranges of spans, and no path is compressed.
 */
export type TreeV6 = Uint32Array;

/** Spans after the first that a leaf may have, bits of a word 0, and the widest node behind it. */
const moreMax = 6;
const rootBits = { least: 16, most: 20 };
const nodeBitsMax = 16;
/** Words of nodes a span; a tree that needs more leaves the rest to the search. */
const wordsPerSpan = 6;

/** Words that the tree of so many spans takes at most. */
export function treeRoomV6(spanCount: number): number {
  return 1 + (1 << rootBitsMax(spanCount)) + spanCount * wordsPerSpan;
}

/** A word 0 of that many bits has, if spans are spread, one in eight slots in use. */
function rootBitsMax(spanCount: number): number {
  const bits = 34 - Math.clz32(spanCount);
  return Math.max(rootBits.least, Math.min(rootBits.most, bits));
}

/** The tree over these spans. */
export function treeV6(spans: ValuedV6): TreeV6 {
  const room = new Uint32Array(treeRoomV6(spans.start0.length));
  return room.slice(0, fillTreeV6(spans, room));
}

/** Nodes whose words are not written yet. */
type Nodes = {
  /** First word, bits, and bits of the address before them. */
  readonly at: number[];
  readonly bits: number[];
  readonly position: number[];
  /** The span of its first address, and of its last. */
  readonly low: number[];
  readonly high: number[];
};

/**
 * Writes the tree over these spans into `out`, which has `treeRoomV6` of them or less; returns its
 * words. Total, whatever the columns hold. O(spans + words).
 */
export function fillTreeV6(spans: ValuedV6, out: Uint32Array): number {
  const { start0, start1, start2, start3, span6Value } = spans;
  const nodes: Nodes = { at: [], bits: [], position: [], low: [], high: [] };
  const high = firstFrom(start0, 0x40000000) - 1;
  let low = firstFrom(start0, 0x20000000);
  const isThere = start0[low] === 0x20000000 && (start1[low] | start2[low] | start3[low]) === 0;
  if (!isThere) low--;
  const end = Math.min(out.length, treeRoomV6(start0.length), 1 << 26);
  let used = 1;
  const branch = (position: number, bits: number, from: number, to: number): number => {
    const at = used;
    used += 1 << bits;
    nodes.at.push(at);
    nodes.bits.push(bits);
    nodes.position.push(position);
    nodes.low.push(from);
    nodes.high.push(to);
    return (0x80000000 | (bits << 26) | at) >>> 0;
  };
  out[0] = branch(3, rootBitsOf(start0, low, high), low, high);
  for (let node = 0; node < nodes.at.length; node++)
    fillNode(spans, nodes, node, out, (position, from, to) => {
      const more = to - from;
      if (more === 0) return leafOf(span6Value[from], from);
      if (more <= moreMax) return from * 8 + more;
      const room = (position < 32 ? 32 : 64) - position;
      const bits = Math.min(room, nodeBitsMax, 33 - Math.clz32(more));
      if (bits <= 0 || used + (1 << bits) > end) return from * 8 + 7;
      return branch(position, bits, from, to);
    });
  return used;
}

/** Writes the words of a node: `wordFor` its position, and the spans of a slot. */
function fillNode(
  spans: ValuedV6,
  nodes: Nodes,
  node: number,
  out: Uint32Array,
  wordFor: (position: number, from: number, to: number) => number,
): void {
  const { at, bits, position, low, high } = nodes;
  const column = position[node] < 32 ? spans.start0 : spans.start1;
  const slotOf = (row: number) => (column[row] << position[node]) >>> -bits[node];
  const size = 1 << bits[node];
  const end = high[node];
  let row = low[node];
  let slot = 0;
  while (slot < size) {
    // Never back, or columns that do not ascend would have all filled for each row.
    const next = row < end ? Math.max(slot, slotOf(row + 1)) : size;
    const leaf = leafOf(spans.span6Value[row], row);
    if (next - slot > 64) out.fill(leaf, at[node] + slot, at[node] + next);
    else for (let each = slot; each < next; each++) out[at[node] + each] = leaf;
    slot = next;
    if (slot === size) return;
    if (isFirst(spans, row + 1, position[node], bits[node])) row++;
    let last = row;
    while (last < end && slotOf(last + 1) === slot) last++;
    out[at[node] + slot] = wordFor(position[node] + bits[node], row, last);
    row = last;
    slot++;
  }
}

/** The word of a slot in one span. */
function leafOf(value: number, row: number): number {
  return value < 0x10000000 ? value * 8 : row * 8 + 7;
}

/** Whether a span starts where a slot does: no bit after `bits` of them from `position` on. */
function isFirst(starts: StartsV6, row: number, position: number, bits: number): boolean {
  const { start0, start1, start2, start3 } = starts;
  const isUpper = position < 32;
  const word = isUpper ? start0[row] : start1[row];
  const rest = ((word << position) << (bits - 1)) << 1;
  return (rest | (isUpper ? start1[row] : 0) | start2[row] | start3[row]) === 0;
}

/** The most bits at which one slot in eight is in use. */
function rootBitsOf(start0: Numbers, low: number, high: number): number {
  for (let bits = rootBitsMax(high - low + 1); bits > rootBits.least; bits--) {
    let inUse = 0;
    let before = -1;
    for (let row = low + 1; row <= high; row++) {
      const slot = (start0[row] << 3) >>> -bits;
      if (slot !== before) inUse++;
      before = slot;
    }
    if (inUse * 8 >= 1 << bits) return bits;
  }
  return rootBits.least;
}

/** The first row whose upper word is `word` or more. */
function firstFrom(start0: Numbers, word: number): number {
  let low = 0;
  let high = start0.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (start0[middle] < word) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Where a tree is not one over so many spans with values below `valueCount`: the word, and what is
 * wrong with it. O(words).
 */
export function flawOfTreeV6(
  tree: TreeV6,
  spanCount: number,
  valueCount: number,
): { readonly row: number; readonly text: string } | undefined {
  const ends = [1];
  const positions = [3];
  let used = 1;
  let node = 0;
  for (let row = 0; row < used; row++) {
    if (row >= tree.length)
      return { row: 0, text: `${counted(tree.length, 'word')} where ${grouped(used)} belong` };
    if (row === ends[node]) node++;
    const word = tree[row];
    if (row === 0 && word >>> 31 === 0) return { row, text: 'is not a node' };
    if (word >>> 31 === 0) {
      const more = word & 7;
      const last = (word >>> 3) + (more === 7 ? 0 : more);
      const end = more === 0 ? valueCount : spanCount;
      if (last >= end) return { row, text: `points at ${last} of ${end}` };
      continue;
    }
    const position = positions[node];
    const bits = (word >>> 26) & 31;
    const isInside = bits > 0 && bits <= rootBits.most && position < 64;
    if (!isInside || bits + (position & 31) > 32)
      return { row, text: `a node of ${counted(bits, 'bit')} from bit ${position} on` };
    const offset = word & 0x3ffffff;
    if (offset !== used) return { row, text: `points at ${offset}, where ${used} comes next` };
    used += 1 << bits;
    ends.push(used);
    positions.push(position + bits);
  }
  if (used !== tree.length) return { row: used, text: 'belongs to no node' };
  return undefined;
}
