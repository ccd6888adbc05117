// How is an address written for people? Canonical text after RFC 5952, and shortened for logs.
import { encodeUtf8 } from '../base/utf8.ts';
import { notAnAddress, readAddress } from './address.ts';

type Words = { readonly [word: number]: number };

function quadText(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}

/** Text of an address: IPv4 in `words[0]`, IPv6 in all four. Source: RFC 5952. */
export function addressText(family: number, words: Words): string {
  if (family === 4) return quadText(words[0]);
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
export function prefixText(family: number, words: Words, length: number): string {
  return `${addressText(family, words)}/${length}`;
}

/**
 * Text of the network of a client, never longer than /24 (IPv4) or /56 (IPv6): what may stand in
 * logs and results. Source: RFC 7871 section 11.1.
 */
export function shortenedText(family: number, words: Words): string {
  if (family === 4) return prefixText(4, [words[0] & 0xffffff00], 24);
  return prefixText(6, [words[0], words[1] & 0xffffff00, 0, 0], 56);
}

/** Like `readAddress` for a string. */
export function parseAddress(text: string, out: Uint32Array): 0 | 4 | 6 {
  if (text.length > 45) return notAnAddress;
  const bytes = encodeUtf8(text);
  return readAddress(bytes, 0, bytes.length, out);
}
