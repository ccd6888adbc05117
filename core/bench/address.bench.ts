// How fast are addresses and prefixes read from text?
import { hashBytes } from '../base/hash.ts';
import { writeUtf8 } from '../base/utf8.ts';
import { readAddress, readPrefix } from '../prefix/address.ts';
import type { Bench, Measured } from './bench.ts';

const counts = { full: 1 << 20, small: 1 << 12 };

type Texts = { readonly bytes: Uint8Array; readonly start: Uint32Array };

/** Texts that `textOf` makes of pseudo-random words, one after the other in one buffer. */
function textsOf(count: number, textOf: (random: () => number) => string): Texts {
  const bytes = new Uint8Array(count * 130);
  const start = new Uint32Array(count + 1);
  const seedBytes = Uint8Array.of(1, 2, 3);
  let draws = 0;
  const random = () => hashBytes(seedBytes, draws++);
  for (let row = 0; row < count; row++) {
    const from = start[row] as number;
    start[row + 1] = from + writeUtf8(textOf(random), bytes.subarray(from));
  }
  return { bytes, start };
}

function quad(random: () => number): string {
  const word = random();
  return [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255].join('.');
}

function network(random: () => number): string {
  const word = random() & 0xffffff00;
  return `${[word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, 0].join('.')}/24`;
}

function ipv6(random: () => number): string {
  const group = () => (random() >>> 16).toString(16);
  return `2001:${group()}:${group()}:${group()}::${group()}`;
}

/** A run over all texts with `read`, whose result goes into the checksum. */
function runOver(
  { bytes, start }: Texts,
  read: (bytes: Uint8Array, start: number, end: number, out: Uint32Array) => unknown,
): () => Measured {
  const count = start.length - 1;
  const out = new Uint32Array(6);
  return () => {
    const startedMs = performance.now();
    let checksum = 0;
    for (let row = 0; row < count; row++) {
      read(bytes, start[row] as number, start[row + 1] as number, out);
      checksum = (checksum + (out[0] as number)) >>> 0;
    }
    return { value: count / ((performance.now() - startedMs) / 1000), checksum };
  };
}

export const benches: readonly Bench[] = [
  {
    name: 'address.read.v4',
    unit: '1/s',
    direction: 'up',
    params: { addresses: counts.full },
    prepare: (size) => runOver(textsOf(counts[size], quad), readAddress),
  },
  {
    name: 'address.read.v6',
    unit: '1/s',
    direction: 'up',
    params: { addresses: counts.full },
    prepare: (size) => runOver(textsOf(counts[size], ipv6), readAddress),
  },
  {
    name: 'prefix.read',
    unit: '1/s',
    direction: 'up',
    params: { prefixes: counts.full, family: 4 },
    prepare: (size) => runOver(textsOf(counts[size], network), readPrefix),
  },
];
