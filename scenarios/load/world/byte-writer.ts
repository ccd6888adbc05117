// How do rows become the bytes of a CSV table, fast?
import { prefixText } from '@fairlead/core';

/** Bytes that are being written: `bytes[0 .. at)` are there. */
export type ByteWriter = { bytes: Uint8Array; at: number };

const comma = 44;
const lineFeed = 10;
const zero = 48;

/** Makes room for `length` bytes more. */
export function reserve(out: ByteWriter, length: number): void {
  if (out.at + length <= out.bytes.length) return;
  const larger = new Uint8Array((out.at + length) * 2);
  larger.set(out.bytes.subarray(0, out.at));
  out.bytes = larger;
}

/** Ends a field. */
export function putComma(out: ByteWriter): void {
  out.bytes[out.at++] = comma;
}

/** Ends a row. */
export function putLineEnd(out: ByteWriter): void {
  out.bytes[out.at++] = lineFeed;
}

/** Writes a whole number from 0 to 2⁵³ in decimal; needs room for 16 bytes. */
export function putWhole(out: ByteWriter, value: number): void {
  const { bytes } = out;
  let digits = 1;
  for (let bound = 10; value >= bound; bound *= 10) digits++;
  let rest = value;
  for (let at = out.at + digits - 1; at >= out.at; at--) {
    const tenth = Math.floor(rest / 10);
    bytes[at] = zero + (rest - tenth * 10); // the sum of the first two may pass 2⁵³
    rest = tenth;
  }
  out.at += digits;
}

/** Writes ASCII text; needs room for it. */
export function putAscii(out: ByteWriter, text: string): void {
  for (let k = 0; k < text.length; k++) out.bytes[out.at++] = text.charCodeAt(k);
}

/** Writes the shortest decimal that reads back as `value`; nothing for NaN. Room: 32 bytes. */
export function putNumber(out: ByteWriter, value: number): void {
  if (value >= 0 && value <= Number.MAX_SAFE_INTEGER && Number.isInteger(value))
    putWhole(out, value);
  else if (!Number.isNaN(value)) putAscii(out, String(value));
}

/** Writes `address/length` (RFC 5952); needs room for 64 bytes. */
export function putPrefix(
  out: ByteWriter,
  family: number,
  length: number,
  words: Uint32Array,
): void {
  if (family !== 4) {
    putAscii(out, prefixText(family, words as never, length));
    return;
  }
  const address = words[0] as number;
  for (let shift = 24; shift >= 0; shift -= 8) {
    putWhole(out, (address >>> shift) & 255);
    out.bytes[out.at++] = shift > 0 ? 46 : 47;
  }
  putWhole(out, length);
}

/** Texts as the bytes of CSV fields: field `r` is `heap[offset[r] .. offset[r + 1])`. */
export type FieldTexts = { readonly heap: Uint8Array; readonly offset: Float64Array };

const needsQuotes = /[",\r\n]/;

/** The texts as fields after RFC 4180: quoted where they hold a comma, quote or line end. */
export function fieldTexts(texts: readonly string[]): FieldTexts {
  const offset = new Float64Array(texts.length + 1);
  const encoded = new Map<string, Uint8Array>();
  const fields = texts.map((text, row) => {
    let bytes = encoded.get(text);
    if (bytes === undefined) {
      const field = needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
      bytes = Buffer.from(field);
      encoded.set(text, bytes);
    }
    offset[row + 1] = (offset[row] as number) + bytes.length;
    return bytes;
  });
  const heap = new Uint8Array(offset[texts.length] as number);
  fields.forEach((bytes, row) => {
    heap.set(bytes, offset[row]);
  });
  return { heap, offset };
}

/** Writes the text of one row. */
export function putText(out: ByteWriter, { heap, offset }: FieldTexts, row: number): void {
  const from = offset[row] as number;
  const to = offset[row + 1] as number;
  reserve(out, to - from + 256);
  const { bytes } = out;
  let at = out.at;
  for (let k = from; k < to; k++) bytes[at++] = heap[k] as number;
  out.at = at;
}
