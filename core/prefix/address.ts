// Which address do these characters spell? Strict, and without allocating.
import { given } from '../base/given.ts';

/** Why a text is no address or prefix: the family is 4 or 6 where it is one. */
export const notAnAddress = 0;

const dot = 46;
const colon = 58;

/**
 * Reads the IPv4 dotted quad in `text[start..end)` into `out[0]`. Exactly four decimal numbers
 * without leading zeros (RFC 6943, section 3.1.1: the "strict" form). Returns whether it is one.
 */
function readQuad(text: Uint8Array, start: number, end: number, out: Uint32Array): boolean {
  let address = 0;
  let parts = 0;
  let at = start;
  while (at < end) {
    const from = at;
    let value = 0;
    while (at < end && text[at] !== dot) {
      const digit = text[at++] - 48;
      if (digit < 0 || digit > 9) return false;
      value = value * 10 + digit;
      if (value > 255) return false;
    }
    const digits = at - from;
    if (digits === 0 || digits > 3 || (digits > 1 && text[from] === 48)) return false;
    if (++parts > 4) return false;
    address = (address << 8) | value;
    if (at === end) break;
    if (++at === end) return false;
  }
  out[0] = address;
  return parts === 4;
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

/** Puts the 16-bit `group` at place `index` (0..7) of the four words. */
function putGroup(out: Uint32Array, index: number, group: number): void {
  out[index >> 1] |= index & 1 ? group : group << 16;
}

/** Moves the groups from `gap` on to the end, as `::` asks; `count` groups are there. */
function closeGap(out: Uint32Array, gap: number, count: number): void {
  const shift = 8 - count;
  for (let index = 7; index >= gap; index--) {
    const from = index - shift;
    const group = from >= gap ? (out[from >> 1] >>> (from & 1 ? 0 : 16)) & 0xffff : 0;
    out[index >> 1] =
      index & 1
        ? (out[index >> 1] & 0xffff0000) | group
        : (out[index >> 1] & 0xffff) | (group << 16);
  }
}

function readIpv6(text: Uint8Array, start: number, end: number, out: Uint32Array): boolean {
  let count = 0;
  let gap = -1;
  let at = start;
  out.fill(0, 0, 4);
  if (text[at] === colon) {
    if (end - start < 2 || text[at + 1] !== colon) return false;
    gap = 0;
    at += 2;
  }
  while (at < end) {
    const from = at;
    let group = 0;
    for (; at < end && at - from < 4; at++) {
      const digit = hexDigit(text[at]);
      if (digit < 0) break;
      group = (group << 4) | digit;
    }
    if (at < end && text[at] === dot) {
      // The last 32 bits may be written as an IPv4 address.
      if (count > 6) return false;
      const word0 = out[0];
      if (!readQuad(text, from, end, out)) return false;
      const quad = out[0];
      out[0] = word0;
      putGroup(out, count++, quad >>> 16);
      putGroup(out, count++, quad & 0xffff);
      at = end;
      break;
    }
    if (at === from || count === 8) return false;
    putGroup(out, count++, group);
    if (at === end) break;
    if (text[at] !== colon) return false;
    if (++at === end) return false;
    if (text[at] === colon) {
      if (gap >= 0) return false;
      gap = count;
      at++;
    }
  }
  if (gap < 0) return count === 8;
  if (count > 7) return false;
  closeGap(out, gap, count);
  return true;
}

/**
 * Reads the IPv4 or IPv6 address in the ASCII bytes `text[start..end)` into `out` (4 words, IPv4
 * in the first, the others 0). Returns the family, 4 or 6, or `notAnAddress`, and then `out` is
 * undefined. No octal, no zone ids. Source: RFC 4291 section 2.2, RFC 6943 section 3.1.1. @hot
 */
export function readAddress(
  text: Uint8Array,
  start: number,
  end: number,
  out: Uint32Array,
): 0 | 4 | 6 {
  for (let at = start; at < end && at < start + 5; at++)
    if (text[at] === colon) return readIpv6(text, start, end, out) ? 6 : notAnAddress;
  if (!readQuad(text, start, end, out)) return notAnAddress;
  out[1] = 0;
  out[2] = 0;
  out[3] = 0;
  return 4;
}

function isZoneByte(code: number): boolean {
  const lower = code | 32;
  if ((code >= 48 && code <= 57) || (lower >= 97 && lower <= 122)) return true;
  return code === 45 || code === 46 || code === 95 || code === 126;
}

/**
 * Like `readAddress`, for those who ask for zone ids: an IPv6 address may end in `%` and a zone of
 * one or more unreserved characters. The zone is checked and left out of `out`: it names an
 * interface of one machine. Source: RFC 4007 section 11, RFC 6874 section 2.
 */
export function readZonedAddress(
  text: Uint8Array,
  start: number,
  end: number,
  out: Uint32Array,
): 0 | 4 | 6 {
  given(text, 'bytes');
  given(start, 'number');
  given(end, 'number');
  given(out, 'column');
  let zone = start;
  while (zone < end && text[zone] !== 37) zone++;
  const family = readAddress(text, start, zone, out);
  if (zone === end) return family;
  if (family !== 6 || zone + 1 === end) return notAnAddress;
  for (let at = zone + 1; at < end; at++) if (!isZoneByte(text[at])) return notAnAddress;
  return family;
}

/**
 * Turns an IPv4-mapped IPv6 address (`::ffff:a.b.c.d`) in `out` into IPv4; returns the family.
 * @hot
 */
export function unmap(family: number, out: Uint32Array): number {
  if (family !== 6 || out[0] !== 0 || out[1] !== 0 || out[2] !== 0xffff) return family;
  out[0] = out[3];
  out[2] = 0;
  out[3] = 0;
  return 4;
}

/**
 * Like `unmap`, and an IPv4 address inside 64:ff9b::/96 (NAT64) or 2002::/16 (6to4) comes out of it
 * as well: for those who know that such clients are what their gateways say. Whoever writes IPv6
 * packets can write any IPv4 address there. Not Teredo: it tells the address of a relay's client
 * that the client itself may have chosen. Source: RFC 6052 section 2.1, RFC 3056 section 2. @hot
 */
export function unmapEmbedded(family: number, out: Uint32Array): number {
  if (family !== 6) return family;
  const isNat64 = out[0] === 0x64ff9b && out[1] === 0 && out[2] === 0;
  const is6to4 = out[0] >>> 16 === 0x2002;
  if (!isNat64 && !is6to4) return unmap(family, out);
  out[0] = isNat64 ? out[3] : (out[0] << 16) | (out[1] >>> 16);
  out[1] = 0;
  out[2] = 0;
  out[3] = 0;
  return 4;
}

/** Reads a decimal number without leading zeros in `text[start..end)`; -1 if it is none. */
function readLength(text: Uint8Array, start: number, end: number): number {
  if (end - start < 1 || end - start > 3 || (end - start > 1 && text[start] === 48)) return -1;
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = text[at] - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** Whether all bits of the address after the first `length` are 0. @hot */
export function hostBitsAreZero(words: Uint32Array, family: number, length: number): boolean {
  const wordCount = family === 4 ? 1 : 4;
  for (let word = 0; word < wordCount; word++) {
    const kept = length - word * 32;
    if (kept >= 32) continue;
    const hostMask = kept <= 0 ? 0xffffffff : 0xffffffff >>> kept;
    if ((words[word] & hostMask) !== 0) return false;
  }
  return true;
}

/** What `readPrefix` returns: `ok` or what is wrong. */
export const prefixFaults = ['ok', 'no-address', 'bad-length', 'host-bits'] as const;
/** A word of `prefixFaults`. */
export type PrefixFault = (typeof prefixFaults)[number];

/**
 * Reads `address/length` in the ASCII bytes `text[start..end)`: the words into `out[0..3]`, the
 * family into `out[4]`, the length into `out[5]`. An IPv4-mapped prefix stays IPv6. @hot
 */
export function readPrefix(
  text: Uint8Array,
  start: number,
  end: number,
  out: Uint32Array,
): PrefixFault {
  let slash = end - 1;
  while (slash > start && text[slash] !== 47) slash--;
  const family = readAddress(text, start, slash, out);
  if (family === notAnAddress) return 'no-address';
  const length = readLength(text, slash + 1, end);
  if (length < 0 || length > (family === 4 ? 32 : 128)) return 'bad-length';
  out[4] = family;
  out[5] = length;
  return hostBitsAreZero(out, family, length) ? 'ok' : 'host-bits';
}
