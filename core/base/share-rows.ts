// Which rows of a byte table are equal? Each distinct one is kept once.
import { hashBytes } from './hash.ts';
import { noRow } from './ids.ts';

/** Distinct rows one after the other, and where in them the row of each place starts. */
export type SharedRows = { readonly bytes: Uint8Array; readonly start: Uint32Array };

/**
 * The rows of `table` (row k is bytes k × width to the next), equal ones once, in order of first
 * use. Expected O(bytes); a width of 0 gives no bytes and starts of 0.
 */
export function shareRows(table: Uint8Array, rowCount: number, width: number): SharedRows {
  const start = new Uint32Array(rowCount);
  if (width === 0) return { bytes: new Uint8Array(0), start };
  let size = 2;
  while (size < rowCount * 2) size *= 2;
  const slots = new Uint32Array(size).fill(noRow);
  const bytes = table.slice(0, rowCount * width);
  let end = 0;
  for (let row = 0; row < rowCount; row++) {
    const from = row * width;
    let slot = hashBytes(bytes, 0, from, from + width) & (size - 1);
    while (slots[slot] !== noRow && !isEqual(bytes, slots[slot], from, width))
      slot = (slot + 1) & (size - 1);
    if (slots[slot] === noRow) {
      slots[slot] = end;
      bytes.copyWithin(end, from, from + width); // never past the row itself
      end += width;
    }
    start[row] = slots[slot];
  }
  return { bytes: bytes.slice(0, end), start };
}

function isEqual(bytes: Uint8Array, a: number, b: number, width: number): boolean {
  let k = 0;
  while (k < width && bytes[a + k] === bytes[b + k]) k++;
  return k === width;
}
