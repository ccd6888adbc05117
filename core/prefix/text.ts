// How is an address written for people? Canonical text after RFC 5952, and shortened for logs.
import { breakPromise } from '../base/assert.ts';
import type { Numbers } from '../base/columns.ts';
import { given } from '../base/given.ts';
import { notAnAddress, readAddress } from './address.ts';

function quadText(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}

/**
 * Text of an address: IPv4 in `words[0]`, IPv6 in all four. Throws `bad-family` for another family:
 * what is no address has no text. Source: RFC 5952.
 */
export function addressText(family: number, words: Numbers): string {
  given(words, 'column');
  if (family === 4) return quadText(words[0]);
  if (family !== 6) return breakPromise('bad-family', 'the family of an address is 4 or 6');
  const groups: number[] = [];
  for (let word = 0; word < 4; word++) groups.push(words[word] >>> 16, words[word] & 0xffff);
  let bestStart = -1;
  let bestLength = 1; // a single zero group is written out
  for (let start = 0; start < 8; start++) {
    let end = start;
    while (end < 8 && groups[end] === 0) end++;
    if (end - start > bestLength) {
      bestStart = start;
      bestLength = end - start;
    }
  }
  const hex = (part: number[]): string => part.map((group) => group.toString(16)).join(':');
  if (bestStart < 0) return hex(groups);
  return `${hex(groups.slice(0, bestStart))}::${hex(groups.slice(bestStart + bestLength))}`;
}

/** Text of a prefix: `address/length`. */
export function prefixText(family: number, words: Numbers, length: number): string {
  given(words, 'column');
  given(length, 'number');
  return `${addressText(family, words)}/${length}`;
}

/**
 * Text of the network of a client, never longer than /24 (IPv4) or /56 (IPv6): what may stand in
 * logs and results. Source: RFC 7871 section 11.1.
 */
export function shortenedText(family: number, words: Numbers): string {
  given(words, 'column');
  if (family === 4) return prefixText(4, [words[0] & 0xffffff00], 24);
  return prefixText(family, [words[0], words[1] & 0xffffff00, 0, 0], 56);
}

/** An address has at most this many characters: IPv6 that ends in a dotted quad. */
export const addressCharsMax = 45;

/**
 * Like `readAddress` for a string; `out` is all zero where it is none, or no string.
 *
 * @example
 * const words = new Uint32Array(4);
 * console.log(parseAddress('192.0.2.1', words), words.join()); // => 4 3221225985,0,0,0
 * console.log(parseAddress('192.0.2.256', words), words.join()); // => 0 0,0,0,0
 */
export function parseAddress(text: string, out: Uint32Array): 0 | 4 | 6 {
  given(out, 'column');
  const written = typeof text === 'string' ? text : '';
  const isShort = written.length <= addressCharsMax;
  return parseWithin(written, new Uint8Array(isShort ? written.length : 0), out);
}

/** The same with room for the characters, `addressCharsMax` bytes. Never allocates. @hot */
export function parseWithin(text: string, bytes: Uint8Array, out: Uint32Array): 0 | 4 | 6 {
  if (parseQuad(text, out)) return 4;
  const { length } = text;
  let units = length > addressCharsMax ? 0xffff : 0;
  for (let at = 0; at < length && units < 0x80; at++) {
    const unit = text.charCodeAt(at);
    units |= unit;
    bytes[at] = unit;
  }
  const family = units < 0x80 ? readAddress(bytes, 0, length, out) : notAnAddress;
  if (family === notAnAddress) for (let word = 0; word < 4; word++) out[word] = 0;
  return family;
}

/**
 * Whether `text` is an IPv4 dotted quad, and then `out` is its address: what `readAddress` says of
 * its bytes, in one pass and without them.
 */
function parseQuad(text: string, out: Uint32Array): boolean {
  const { length } = text;
  if (length > 15) return false;
  let address = 0;
  let part = -1; // -1: no digit of it yet
  let dots = 0;
  for (let at = 0; at < length; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit >>> 0 <= 9) {
      if (part === 0) return false;
      part = part < 0 ? digit : part * 10 + digit;
      if (part > 255) return false;
    } else {
      if (digit !== -2 || part < 0) return false;
      address = (address << 8) | part;
      part = -1;
      dots++;
    }
  }
  if (dots !== 3 || part < 0) return false;
  out[0] = (address << 8) | part;
  out[1] = 0;
  out[2] = 0;
  out[3] = 0;
  return true;
}
