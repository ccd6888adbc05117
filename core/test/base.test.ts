// Are hashes and UTF-8 the same here as everywhere else?
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { hashBytes, hashId, hashIdBytes, pair, scramble } from '../base/hash.ts';
import { compareUtf8, decodeUtf8, encodeUtf8, writeUtf8 } from '../base/utf8.ts';

const ascii = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const hex = (number: number) => number.toString(16).padStart(8, '0');
const anyText = fc.string({ unit: 'binary', maxLength: 40 });
/** Also texts with lone surrogates. */
const anyUnits = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 0xd7f0, max: 0xe00f })))
  .map((units) => String.fromCharCode(...units));

// Source: the vectors that implementers pass round, from the reference implementation (smhasher).
const vectors: readonly (readonly [bytes: Uint8Array, seed: number, hash: number])[] = [
  [ascii(''), 0, 0],
  [ascii(''), 1, 0x514e28b7],
  [ascii(''), 0xffffffff, 0x81f16f39],
  [ascii('\xff\xff\xff\xff'), 0, 0x76293b50],
  [ascii('\x21\x43\x65\x87'), 0, 0xf55b516b],
  [ascii('\x21\x43\x65\x87'), 0x5082edee, 0x2362f9de],
  [ascii('\x21\x43\x65'), 0, 0x7e4a8634],
  [ascii('\x21\x43'), 0, 0xa0f7b07a],
  [ascii('\x21'), 0, 0x72661cf4],
  [ascii('\0\0\0\0'), 0, 0x2362f9de],
  [ascii('\0\0\0'), 0, 0x85f0b427],
  [ascii('\0\0'), 0, 0x30f4c306],
  [ascii('\0'), 0, 0x514e28b7],
  [ascii('aaaa'), 0x9747b28c, 0x5a97808a],
  [ascii('aaa'), 0x9747b28c, 0x283e0130],
  [ascii('aa'), 0x9747b28c, 0x5d211726],
  [ascii('a'), 0x9747b28c, 0x7fa09ea6],
  [ascii('abcd'), 0x9747b28c, 0xf0478627],
  [ascii('abc'), 0x9747b28c, 0xc84a62dd],
  [ascii('ab'), 0x9747b28c, 0x74875592],
  [ascii('Hello, world!'), 0x9747b28c, 0x24884cba],
];

test('hashBytes: agrees with the published vectors of MurmurHash3_x86_32', () => {
  for (const [bytes, seed, hash] of vectors)
    assert.is(hex(hashBytes(bytes, seed)), hex(hash), `${[...bytes]} with seed ${hex(seed)}`);
});

test('hashBytes: sees the bytes from start to end and no others', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 40 }),
      fc.uint8Array({ maxLength: 9 }),
      fc.uint8Array({ maxLength: 9 }),
      fc.nat(),
      (middle, before, after, seed) => {
        const all = Uint8Array.from([...before, ...middle, ...after]);
        const end = before.length + middle.length;
        assert.is(hashBytes(all, seed, before.length, end), hashBytes(middle, seed));
      },
    ),
  );
});

test('hashBytes: agrees with MurmurHash3 in BigInt arithmetic written from the paper', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 67 }), fc.integer({ min: 0 }), (bytes, seed) => {
      assert.is(hashBytes(bytes, seed), slowMurmur(bytes, seed));
    }),
  );
});

/** The oracle: no 32-bit tricks, everything modulo 2³². */
function slowMurmur(bytes: Uint8Array, seed: number): number {
  const mask = 0xffffffffn;
  const rotate = (x: bigint, by: bigint) => ((x << by) | (x >> (32n - by))) & mask;
  const mix = (k: bigint) => (rotate((k * 0xcc9e2d51n) & mask, 15n) * 0x1b873593n) & mask;
  let hash = BigInt(seed);
  const whole = bytes.length - (bytes.length % 4);
  for (let at = 0; at < bytes.length; at += 4) {
    let word = 0n;
    for (let k = 3; k >= 0; k--) word = word * 256n + BigInt(bytes[at + k] ?? 0);
    hash ^= mix(word);
    if (at < whole) hash = (rotate(hash, 13n) * 5n + 0xe6546b64n) & mask;
  }
  hash ^= BigInt(bytes.length);
  hash = ((hash ^ (hash >> 16n)) * 0x85ebca6bn) & mask;
  hash = ((hash ^ (hash >> 13n)) * 0xc2b2ae35n) & mask;
  return Number(hash ^ (hash >> 16n));
}

test('hashId: is the hash of the UTF-8 bytes with the seed "FLID"', () => {
  assert.is(hashId('f12'), slowMurmur(Buffer.from('f12'), 0x44494c46));
  fc.assert(
    fc.property(anyText, (id) => {
      const bytes = Buffer.from(`.${id}`, 'utf8');
      assert.is(hashId(id), slowMurmur(bytes.subarray(1), 0x44494c46));
      assert.is(hashIdBytes(bytes, 1, bytes.length), hashId(id));
    }),
  );
});

test('pair: is scramble(a × 0x9e3779b1 + b) modulo 2³², and order matters', () => {
  const word = fc.integer({ min: 0, max: 0xffffffff });
  fc.assert(
    fc.property(word, word, (a, b) => {
      const sum = (BigInt(a) * 0x9e3779b1n + BigInt(b)) & 0xffffffffn;
      assert.is(pair(a, b), scramble(Number(sum)));
    }),
  );
  assert.is.not(pair(1, 2), pair(2, 1));
});

test('scramble: is a bijection, so two inputs never share an output', () => {
  // Undone with the inverse multipliers modulo 2³².
  const undo = (hash: number) => {
    let bits = hash ^ (hash >>> 16);
    bits = Math.imul(bits, 0x7ed1b41d);
    bits ^= (bits >>> 13) ^ (bits >>> 26);
    bits = Math.imul(bits, 0xa5cb9243);
    return (bits ^ (bits >>> 16)) >>> 0;
  };
  const word = fc.integer({ min: 0, max: 0xffffffff });
  fc.assert(fc.property(word, (bits) => assert.is(undo(scramble(bits)), bits)));
});

test('scramble: flips each output bit for about half of all flips of an input bit', () => {
  const rounds = 4000;
  let worst = 0;
  for (let bit = 0; bit < 32; bit++) {
    const flips = new Uint32Array(32);
    for (let round = 0; round < rounds; round++) {
      const input = Math.imul(round + 1, 0x9e3779b1);
      const changed = scramble(input) ^ scramble(input ^ (1 << bit));
      for (let out = 0; out < 32; out++) flips[out] = (flips[out] ?? 0) + ((changed >>> out) & 1);
    }
    for (const count of flips) worst = Math.max(worst, Math.abs(count / rounds - 0.5));
  }
  // 1024 binomial shares of 4000: five standard deviations are 0.04.
  assert.ok(worst < 0.04, `bias ${worst}`);
});

test('encodeUtf8: writes the bytes of TextEncoder for any text, also with lone surrogates', () => {
  const encoder = new TextEncoder();
  fc.assert(
    fc.property(fc.oneof(anyText, anyUnits), (text) => {
      assert.equal([...encodeUtf8(text)], [...encoder.encode(text)]);
    }),
    { numRuns: 500 },
  );
});

test('encodeUtf8: agrees with TextEncoder on every code point', () => {
  const encoder = new TextEncoder();
  const out = new Uint8Array(6);
  for (let code = 0; code <= 0x10ffff; code += code < 0x1000 ? 1 : 7) {
    const text = String.fromCodePoint(code);
    const length = writeUtf8(text, out);
    const expected = encoder.encode(text);
    if (Buffer.compare(out.subarray(0, length), expected) !== 0) assert.unreachable(hex(code));
  }
});

test('decodeUtf8: brings back what encodeUtf8 wrote, from any part of a buffer', () => {
  fc.assert(
    fc.property(anyText, anyText, anyText, (before, text, after) => {
      const bytes = encodeUtf8(before + text + after);
      const start = encodeUtf8(before).length;
      const end = start + encodeUtf8(text).length;
      assert.is(decodeUtf8(bytes, start, end), new TextDecoder().decode(Buffer.from(text)));
    }),
  );
});

test('compareUtf8: has the sign of Buffer.compare, for any two texts', () => {
  const close = fc.string({ unit: fc.constantFrom('a', 'é', '\uffff', '\ue000', '😀', '𐀀') });
  const twoTexts = fc.oneof(fc.tuple(anyText, anyText), fc.tuple(close, close));
  fc.assert(
    fc.property(twoTexts, ([a, b]) => {
      const expected = Buffer.compare(Buffer.from(a), Buffer.from(b));
      assert.is(Math.sign(compareUtf8(a, b)), expected);
    }),
    { numRuns: 2000 },
  );
});

test.run();
