// What are hashes, addresses and distances, as core's reference says? Shares no code with core.

export type Place = { readonly lat: number; readonly lon: number };
/** The addresses `first` to `last` of a prefix of `family` 4 or 6. */
export type Span = { family: number; length: number; first: bigint; last: bigint };

/** Element `row`, which must be there. */
export function cell<T>(column: ArrayLike<T>, row: number): T {
  const value = column[row];
  if (value === undefined) throw new Error(`no row ${row}`);
  return value;
}

export function remembered<T>(make: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    const value = known.get(key) ?? make(key);
    known.set(key, value);
    return value;
  };
}

const bytesOf = remembered((id) => Buffer.from(id, 'utf8'));
export const byBytes = (a: string, b: string) => Buffer.compare(bytesOf(a), bytesOf(b));
export const rowsOf = (table: { readonly count: number }) => [...Array(table.count).keys()];
const two = (power: number) => Number(1n << BigInt(power));

function scramble(x: number): number {
  let h = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

export const pair = (a: number, b: number) => scramble((Math.imul(a, 0x9e3779b1) + b) >>> 0);

/** MurmurHash3_x86_32 of the UTF-8 bytes with the seed of the reference. */
export function murmur(id: string): number {
  const bytes = Buffer.from(id, 'utf8');
  const rotate = (x: number, by: number) => (x << by) | (x >>> (32 - by));
  let h = 0x44494c46;
  for (let at = 0; at < bytes.length; at += 4) {
    const k = [3, 2, 1, 0].reduce((word, n) => (word << 8) | (bytes[at + n] ?? 0), 0);
    h ^= Math.imul(rotate(Math.imul(k, 0xcc9e2d51), 15), 0x1b873593);
    if (at + 4 <= bytes.length) h = (Math.imul(rotate(h, 13), 5) + 0xe6546b64) | 0;
  }
  return scramble((h ^ bytes.length) >>> 0);
}

export const hashOf = remembered(murmur);

/** 2²⁶ × log2(1 + k/1024) to the nearest integer, bit by bit: square, and halve from 2 on. */
function scaledLog(k: number): number {
  if (k === 1024) return two(26);
  const one = 1n << 160n;
  let x = (one * BigInt(1024 + k)) / 1024n;
  let bits = 0;
  for (let n = 0; n < 40; n++) {
    x = (x * x) / one;
    bits = bits * 2 + (x >= 2n * one ? 1 : 0);
    if (x >= 2n * one) x /= 2n;
  }
  return Math.floor(bits / two(14) + 0.5);
}

const logs = Array.from({ length: 1025 }, (_, k) => scaledLog(k));
const [two21, two31, two47] = [two(21), two(31), two(47)];

export function minusLog(hash: number): number {
  let m = hash === 0 ? 1 : hash;
  let z = 0;
  for (; m < two31; m *= 2) z += 1;
  const belowTop = m - two31;
  const [i, f] = [Math.floor(belowTop / two21), belowTop % two21];
  const here = cell(logs, i);
  return (z + 1) * two47 - (here * two21 + (cell(logs, i + 1) - here) * f);
}

const dotted = (text: string) => text.split('.').reduce((sum, n) => sum * 256n + BigInt(n), 0n);

/** Reads an address; an IPv4-mapped one is IPv4. */
export function addressOf(text: string): { family: number; address: bigint } {
  if (!text.includes(':')) return { family: 4, address: dotted(text) };
  const hex = text.replace(/\d+\.\d+\.\d+\.\d+$/, (end) => {
    const bits = dotted(end);
    return `${(bits >> 16n).toString(16)}:${(bits & 0xffffn).toString(16)}`;
  });
  const [before = [], after = []] = hex.split('::').map((part) => part.split(':').filter(Boolean));
  const gap = Array(8 - before.length - after.length).fill('0');
  const groups = [...before, ...gap, ...after];
  const address = groups.reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n);
  if (address >> 32n === 0xffffn) return { family: 4, address: address & 0xffffffffn };
  return { family: 6, address };
}

export function spanOf(family: number, length: number, first: bigint): Span {
  const free = BigInt((family === 4 ? 32 : 128) - length);
  return { family, length, first, last: first + (1n << free) - 1n };
}

const special = (
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 ' +
  '192.0.2.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 ' +
  '240.0.0.0/4 ::/3 4000::/2 8000::/1 2001:db8::/32'
)
  .split(' ')
  .map((text) => text.split('/'))
  .map(([text = '', length]) => ({ ...addressOf(text), length: Number(length) }))
  .map(({ family, address, length }) => spanOf(family, length, address));

export function accepted({ family, length, first, last }: Span): boolean {
  const long = family === 4 ? length >= 8 && length <= 31 : length >= 19 && length <= 64;
  return long && !special.some((s) => s.family === family && s.first <= first && last <= s.last);
}

export function kmBetween(a: Place, b: Place): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const up = Math.sin(radians(b.lat - a.lat) / 2);
  const along = Math.sin(radians(b.lon - a.lon) / 2);
  const half = up * up + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * along * along;
  return Math.floor(2 * 6371.0088 * Math.asin(Math.min(1, Math.sqrt(half))) + 0.5);
}
