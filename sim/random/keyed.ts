// Which random number does one thing get for one purpose, in whatever order things are asked?
import { scramble } from '@fairlead/core';

/** Odd constants that spread counters over all 32 bits; the first is 2³² ÷ the golden ratio. */
const spread = 0x9e3779b1;
const spreadToo = 0x85ebca77;

/**
 * The key of one thing: two words of the cell that it is in, and two of its own. Draws of different
 * keys are independent, whatever else is drawn, and each purpose has its own.
 */
export type Draws = Uint32Array;

export function createKey(): Draws {
  return new Uint32Array(4);
}

/**
 * Opens the cell of (seed, entity, cell) in `key`, all uint32; hash ids first. No two cells of a
 * seed share their words: the first is a bijection of the entity, the second then one of the cell.
 * The key is that of the cell itself until `openMember`. @hot
 */
export function openCell(key: Draws, seed: number, entity: number, cell: number): void {
  key[0] = scramble(entity ^ scramble(seed ^ 0x243f6a88));
  key[1] = scramble(cell ^ scramble(entity ^ 0x85a308d3) ^ seed);
  key[2] = key[0];
  key[3] = key[1];
}

/** Makes `key` that of member `k` (from 0) of its cell. @hot */
export function openMember(key: Draws, k: number): void {
  key[2] = scramble(key[0] + Math.imul(k + 1, spread));
  key[3] = scramble(key[1] ^ Math.imul(k + 1, spreadToo));
}

/** The uniform uint32 of a purpose (uint32). @hot */
export function drawAt(key: Draws, purpose: number): number {
  return scramble(scramble(key[2] + Math.imul(purpose, spread)) + key[3]);
}

/** The uniform number in [0, 1) of a purpose, a multiple of 2⁻³². @hot */
export function unitAt(key: Draws, purpose: number): number {
  return drawAt(key, purpose) / 4294967296;
}
