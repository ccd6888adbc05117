// Which bytes is a text? Core has no TextEncoder, so that it runs where there is none.

/** The UTF-8 bytes of `text`; a lone surrogate becomes U+FFFD, as TextEncoder does. @hot */
export function encodeUtf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 3);
  return bytes.subarray(0, writeUtf8(text, bytes));
}

/** Writes the UTF-8 bytes of `text` to the start of `out` (room: 3 × length); returns how many. */
export function writeUtf8(text: string, out: Uint8Array): number {
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    let packed = packUtf8(text, at);
    const count = packedBytes(packed);
    if (count === 4) at++;
    for (let k = 0; k < count; k++) {
      out[length++] = packed;
      packed >>>= 8;
    }
  }
  return length;
}

/**
 * The UTF-8 bytes of the code point at `at`, the first one lowest, as an int32: no byte array is
 * made. A pair of surrogates gives four bytes, and a lone one those of U+FFFD.
 */
export function packUtf8(text: string, at: number): number {
  let code = text.charCodeAt(at);
  if (code < 0x80) return code;
  if (code >= 0xd800 && code < 0xe000) {
    const next = code < 0xdc00 && at + 1 < text.length ? text.charCodeAt(at + 1) : 0;
    if (next >= 0xdc00 && next < 0xe000) {
      code = 0x10000 + ((code - 0xd800) << 10) + (next - 0xdc00);
      return 0xf0 | (code >> 18) | (tailByte(code >> 12) << 8) | (lastTwo(code) << 16);
    }
    code = 0xfffd;
  }
  if (code < 0x800) return 0xc0 | (code >> 6) | (tailByte(code) << 8);
  return 0xe0 | (code >> 12) | (lastTwo(code) << 8);
}

function tailByte(code: number): number {
  return 0x80 | (code & 63);
}

function lastTwo(code: number): number {
  return tailByte(code >> 6) | (tailByte(code) << 8);
}

/** How many bytes `packUtf8` packed: 1 to 4; of 4 the code point has two units. */
export function packedBytes(packed: number): number {
  if (packed >>> 7 === 0) return 1;
  if (packed >>> 16 === 0) return 2;
  return packed >>> 24 === 0 ? 3 : 4;
}

/** Whether `bytes[start..end)` are the UTF-8 bytes of `text`. Never throws, never allocates. */
export function isUtf8Of(text: string, bytes: Uint8Array, start: number, end: number): boolean {
  let from = start;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) {
      if (from >= end || bytes[from++] !== unit) return false;
      continue;
    }
    let packed = packUtf8(text, at);
    const count = packedBytes(packed);
    if (from + count > end) return false;
    if (count === 4) at++;
    for (let k = 0; k < count; k++) {
      if (bytes[from++] !== (packed & 255)) return false;
      packed >>>= 8;
    }
  }
  return from === end;
}

/** The text of UTF-8 `bytes` from `start` to `end`, which `encodeUtf8` wrote. @hot */
export function decodeUtf8(bytes: Uint8Array, start = 0, end = bytes.length): string {
  let text = '';
  for (let at = start; at < end; ) {
    const lead = bytes[at++];
    if (lead < 0x80) {
      text += String.fromCharCode(lead);
      continue;
    }
    const more = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    let code = lead & (0x3f >> more);
    for (let k = 0; k < more && at < end; k++) code = (code << 6) | (bytes[at++] & 63);
    text += String.fromCodePoint(code > 0x10ffff ? 0xfffd : code);
  }
  return text;
}

/** Order of two texts by their UTF-8 bytes: negative, 0 or positive. @hot */
export function compareUtf8(a: string, b: string): number {
  const length = a.length < b.length ? a.length : b.length;
  for (let at = 0; at < length; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left === right) continue;
    // Surrogates stand for code points above every other unit, so they sort last.
    const isHighLeft = left >= 0xd800 && left < 0xe000;
    const isHighRight = right >= 0xd800 && right < 0xe000;
    if (isHighLeft !== isHighRight) return isHighLeft ? 1 : -1;
    return left - right;
  }
  return a.length - b.length;
}
