// Which vantages do these addresses have? In stages, so that the reads of a batch wait together.
import type { Numbers } from '../base/columns.ts';
import { descendV6, lookupV4, type SpansV4, type SpansV6 } from './spans.ts';

/**
 * Values of the spans that hold the first `count` of `addresses`, into the rows of `out`: for
 * batches, logs, samples and replays. The reads of single calls hardly wait for memory together.
 * Never throws, never allocates. @hot
 */
export function lookupManyV4(
  spans: SpansV4,
  addresses: Uint32Array,
  count: number,
  out: Uint32Array,
): void {
  const hasDirect = spans.direct.length !== 0;
  if (hasDirect && !gather(spans.direct, addresses, count, out)) return;
  for (let row = 0; row < count; row++)
    // An int32 is passed as it is, a uint32 by way of the heap.
    if (!hasDirect || out[row] === 0xffff) out[row] = lookupV4(spans, addresses[row] | 0);
}

/**
 * Reads `direct` for each address; returns whether any is `mixed`. Eight at a time: a processor
 * waits for as many reads together as fit among the steps that it has begun, and a turn of the
 * loop costs as many steps as a read.
 */
function gather(direct: Numbers, addresses: Uint32Array, count: number, out: Uint32Array): boolean {
  const whole = count & ~7;
  let isMixed = 0;
  for (let row = 0; row < whole; row += 8) {
    const a = direct[addresses[row] >>> 8];
    const b = direct[addresses[row + 1] >>> 8];
    const c = direct[addresses[row + 2] >>> 8];
    const d = direct[addresses[row + 3] >>> 8];
    const e = direct[addresses[row + 4] >>> 8];
    const f = direct[addresses[row + 5] >>> 8];
    const g = direct[addresses[row + 6] >>> 8];
    const h = direct[addresses[row + 7] >>> 8];
    out[row] = a;
    out[row + 1] = b;
    out[row + 2] = c;
    out[row + 3] = d;
    out[row + 4] = e;
    out[row + 5] = f;
    out[row + 6] = g;
    out[row + 7] = h;
    // One more than `mixed` has the 17th bit, and nothing else has.
    isMixed |= (a + 1) | (b + 1) | (c + 1) | (d + 1) | (e + 1) | (f + 1) | (g + 1) | (h + 1);
  }
  for (let row = whole; row < count; row++) {
    out[row] = direct[addresses[row] >>> 8];
    isMixed |= out[row] + 1;
  }
  return (isMixed & 0x10000) !== 0;
}

/** Addresses that wait together; their rows fit the first-level cache beside what they touch. */
const stage = 64;

/** Room for `lookupManyV6`: words of the tree, and how many bits of each address led there. */
export type LookupScratch = { readonly found: Int32Array; readonly position: Int32Array };

/** Room for one stage of lookups. */
export function createLookupScratch(): LookupScratch {
  return { found: new Int32Array(stage), position: new Int32Array(stage) };
}

/**
 * The same for IPv6: `words` has four words an address. A stage goes down two levels of the tree
 * together, and only then does anything branch on what it finds. Never throws, never allocates.
 * @hot
 */
export function lookupManyV6(
  spans: SpansV6,
  words: Uint32Array,
  count: number,
  out: Uint32Array,
  scratch: LookupScratch,
): void {
  const { found, position } = scratch;
  for (let from = 0; from < count; from += stage) {
    const size = count - from < stage ? count - from : stage;
    if (enterAll(spans.tree6, words, from, size, found))
      goDown(spans.tree6, words, from, size, scratch);
    for (let k = 0; k < size; k++) {
      const word = found[k];
      const isValue = (word & 0x80000007) === 0;
      out[from + k] = isValue
        ? word >>> 3
        : descendV6(spans, words, (from + k) * 4, word, position[k]);
    }
  }
}

/**
 * The words to which word 0 leads each address of a stage, or the leaf of all spans for one outside
 * 2000::/3; whether any is a node.
 */
function enterAll(
  tree6: Uint32Array,
  words: Uint32Array,
  from: number,
  size: number,
  found: Int32Array,
): boolean {
  const root = tree6[0];
  const bits = (root >>> 26) & 31;
  const offset = root & 0x3ffffff;
  let nodes = 0;
  for (let k = 0; k < size; k++) {
    const word0 = words[(from + k) * 4] | 0;
    const isInside = (((word0 >>> 29) ^ 1) - 1) >> 31;
    const word = tree6[offset + ((word0 << 3) >>> -bits)] | 0;
    found[k] = (word & isInside) | (7 & ~isInside);
    nodes |= word;
  }
  return nodes < 0;
}

/** The second level for a stage, by masks: who stands at a leaf stays there. */
function goDown(
  tree6: Uint32Array,
  words: Uint32Array,
  from: number,
  size: number,
  { found, position }: LookupScratch,
): void {
  const at = 3 + ((tree6[0] >>> 26) & 31);
  for (let k = 0; k < size; k++) {
    const word = found[k];
    const isNode = word >> 31;
    const bits = (word >>> 26) & 31;
    const slot = (words[(from + k) * 4 + (at >>> 5)] << at) >>> -bits;
    const next = tree6[((word & 0x3ffffff) + slot) & isNode] | 0;
    found[k] = word ^ ((word ^ next) & isNode);
    position[k] = at + bits;
  }
}
