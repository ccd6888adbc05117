// How is one of many titles chosen by weight, so that a small change moves few choices?
import { assert, type Numbers, noRow } from '@fairlead/core';
import { type Draws, drawAt } from '../random/keyed.ts';

/**
 * Rows by weight, in classes of powers of two: weights of class `c` lie above half its top and up
 * to it. A choice draws a class by its mass, then a slot of its table, and takes the row there with
 * weight ÷ top; an empty slot or a row that is not taken draws anew. A row stands where its hash
 * says, so what is changed of one moves no other one, and the slots of a class are a power of
 * two, so that they seldom become more: the mass of a class is slots × top.
 *
 * | column      | rows    | holds                                                       |
 * | ----------- | ------- | ----------------------------------------------------------- |
 * | `upTo`      | classes | greatest draw (uint32) of this class or one before it       |
 * | `slotStart` | classes | first slot                                                  |
 * | `slotBits`  | classes | 2^bits slots                                                |
 * | `row`       | slots   | the row, or `noRow`                                         |
 * | `taken`     | slots   | uint32 below which a draw takes it                          |
 *
 * Source of the idea: rejection from a stepped bound, W. Hörmann et al., "Automatic Nonuniform
 * Random Variate Generation", Springer 2004, section 3.2.
 */
export type WeightClasses = {
  readonly upTo: Uint32Array;
  readonly slotStart: Uint32Array;
  readonly slotBits: Uint8Array;
  readonly row: Uint32Array;
  readonly taken: Uint32Array;
};

/** Slots of a class at least: so the few heaviest rows have room before their table grows. */
const slotBitsMin = 4;

/** What a class is made of. */
type Class = { readonly top: number; readonly bits: number; readonly rows: number[] };

/**
 * The classes of `weights` (≥ 0, one above 0 at least); `hash` places the rows, and
 * `buffer` makes memory.
 */
export function weightClasses(
  weights: Numbers,
  hash: Numbers,
  buffer: (byteLength: number) => ArrayBufferLike = (byteLength) => new ArrayBuffer(byteLength),
): WeightClasses {
  const classes = sortIntoClasses(weights);
  assert(classes.length > 0, 'some row has a weight above 0');
  const slots = classes.reduce((sum, { bits }) => sum + (1 << bits), 0);
  const columns = {
    upTo: new Uint32Array(buffer(4 * classes.length)),
    slotStart: new Uint32Array(buffer(4 * classes.length)),
    slotBits: new Uint8Array(buffer(classes.length)),
    row: new Uint32Array(buffer(4 * slots)).fill(noRow),
    taken: new Uint32Array(buffer(4 * slots)),
  };
  const mass = classes.reduce((sum, { top, bits }) => sum + top * (1 << bits), 0);
  let slot = 0;
  let sum = 0;
  for (const [c, { top, bits, rows }] of classes.entries()) {
    sum += (top * (1 << bits)) / mass;
    columns.upTo[c] = c === classes.length - 1 ? 0xffffffff : Math.floor(sum * 4294967296);
    columns.slotStart[c] = slot;
    columns.slotBits[c] = bits;
    for (const row of rows) {
      const at = slot + freeSlot(columns.row, slot, bits, hash[row]);
      columns.row[at] = row;
      columns.taken[at] = Math.min(0xffffffff, Math.floor((weights[row] / top) * 4294967296));
    }
    slot += 1 << bits;
  }
  return columns;
}

/** Classes by falling weight. */
function sortIntoClasses(weights: Numbers): Class[] {
  const byTop = new Map<number, number[]>();
  for (let row = 0; row < weights.length; row++) {
    if (!(weights[row] > 0)) continue;
    const top = topOf(weights[row]);
    const rows = byTop.get(top);
    if (rows === undefined) byTop.set(top, [row]);
    else rows.push(row);
  }
  const tops = [...byTop.keys()].sort((a, b) => b - a);
  return tops.map((top) => {
    const rows = byTop.get(top) ?? [];
    return { top, rows, bits: bitsFor(rows.length) };
  });
}

/** Share of the slots that are full at most: fuller tables draw quicker, but rows stand in each
 * other's way, so that one that goes moves its neighbours. */
const fullShareMax = 0.7;

function bitsFor(count: number): number {
  let bits = slotBitsMin;
  while (count > fullShareMax * (1 << bits)) bits++;
  return bits;
}

const view = new DataView(new ArrayBuffer(8));

/** The least power of two that is not below a weight above 0. */
function topOf(weight: number): number {
  view.setFloat64(0, weight);
  const isPower = (view.getUint32(0) & 0xfffff) === 0 && view.getUint32(4) === 0;
  if (isPower) return weight;
  view.setUint32(0, (view.getUint32(0) & 0x7ff00000) + 0x100000);
  view.setUint32(4, 0);
  return view.getFloat64(0);
}

/** Where a row stands: at the slot that the first bits of its hash name, or the next free one. */
function freeSlot(row: Uint32Array, start: number, bits: number, hash: number): number {
  const mask = (1 << bits) - 1;
  let slot = hash >>> (32 - bits);
  while (row[start + slot] !== noRow) slot = (slot + 1) & mask;
  return slot;
}

/** Draws of one try: class, slot, whether it is taken. */
const drawsPerTry = 3;

/** A row by its weight, from draws of `key` from purpose `first` on. @hot */
export function chooseByWeight(classes: WeightClasses, key: Draws, first: number): number {
  const { upTo, slotStart, slotBits, row, taken } = classes;
  for (let purpose = first; ; purpose += drawsPerTry) {
    const mass = drawAt(key, purpose);
    let c = 0;
    while (mass > upTo[c]) c++;
    const slot = slotStart[c] + (drawAt(key, purpose + 1) >>> (32 - slotBits[c]));
    if (drawAt(key, purpose + 2) < taken[slot]) return row[slot];
  }
}
