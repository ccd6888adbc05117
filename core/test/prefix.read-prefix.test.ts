// Are prefixes read as others read them, and clients shortened before they are told?
import { BlockList } from 'node:net';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { hostBitsAreZero, readPrefix } from '../prefix/address.ts';
import { addressText, prefixText, shortenedText } from '../prefix/text.ts';

const word = fc.integer({ min: 0, max: 0xffffffff });

function readNet(text: string) {
  const bytes = Buffer.from(text, 'latin1');
  const out = new Uint32Array(6);
  return { fault: readPrefix(bytes, 0, bytes.length, out), out: [...out] };
}

test('hostBitsAreZero: is true exactly where masking changes nothing', () => {
  const wideWord = fc.oneof(word, fc.constantFrom(0, 0x80000000, 0xffffffff, 0xffff0000));
  const words = fc.array(wideWord, { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(words, fc.nat(128), fc.boolean(), (all, rawLength, isV4) => {
      const bits = isV4 ? 32 : 128;
      const length = rawLength % (bits + 1);
      const whole = (isV4 ? all.slice(0, 1) : all).reduce((sum, w) => (sum << 32n) | BigInt(w), 0n);
      const expected = whole % (1n << BigInt(bits - length)) === 0n;
      assert.is(hostBitsAreZero(Uint32Array.from(all), isV4 ? 4 : 6, length), expected);
    }),
    { numRuns: 1000 },
  );
});

test('readPrefix: covers the addresses that net.BlockList says it covers', () => {
  const client = fc.tuple(word, word, word, word);
  fc.assert(
    fc.property(client, fc.nat(128), fc.nat(131), fc.boolean(), (all, rawLength, flip, isV4) => {
      const family = isV4 ? 4 : 6;
      const bits = isV4 ? 32 : 128;
      const length = rawLength % (bits + 1);
      const mask = (w: number, k: number) => {
        const kept = Math.min(32, Math.max(0, length - k * 32));
        return kept === 0 ? 0 : (w & (0xffffffff << (32 - kept))) >>> 0;
      };
      const net = all.map(mask);
      const { fault, out } = readNet(prefixText(family, net, length));
      assert.is(fault, 'ok');
      assert.equal(out.slice(4), [family, length]);
      // One bit flipped: inside iff the bit is a host bit.
      const other = all.map((w, k) =>
        flip >> 5 === k ? (w ^ (1 << (31 - (flip & 31)))) >>> 0 : w,
      );
      const isInside = other.map(mask).every((w, k) => (isV4 && k > 0 ? true : w === out[k]));
      const list = new BlockList();
      list.addSubnet(addressText(family, net), length, isV4 ? 'ipv4' : 'ipv6');
      assert.is(list.check(addressText(family, other), isV4 ? 'ipv4' : 'ipv6'), isInside);
    }),
    { numRuns: 500 },
  );
});

test('readPrefix: says what is wrong with a prefix', () => {
  const examples: readonly (readonly [string, string])[] = [
    ['192.0.2.0/24', 'ok'],
    ['0.0.0.0/0', 'ok'],
    ['::/0', 'ok'],
    ['2001:db8::/32', 'ok'],
    ['255.255.255.255/32', 'ok'],
    ['::ffff:1.2.3.4/128', 'ok'],
    ['192.0.2.1/24', 'host-bits'],
    ['2001:db8::1/127', 'host-bits'],
    ['1.2.3.4/0', 'host-bits'],
    ['192.0.2.0/33', 'bad-length'],
    ['::/129', 'bad-length'],
    ['192.0.2.0/', 'bad-length'],
    ['192.0.2.0/024', 'bad-length'],
    ['192.0.2.0/00', 'bad-length'],
    ['192.0.2.0/+8', 'bad-length'],
    ['192.0.2.0/ 8', 'bad-length'],
    ['192.0.2.0/8 ', 'bad-length'],
    ['192.0.2.0/1000', 'bad-length'],
    ['192.0.2.0/-1', 'bad-length'],
    ['192.0.2.0', 'no-address'],
    ['192.0.2/24', 'no-address'],
    ['/24', 'no-address'],
    ['', 'no-address'],
    ['/', 'no-address'],
    ['192.0.2.0/24/24', 'no-address'],
    [' 192.0.2.0/24', 'no-address'],
  ];
  for (const [text, fault] of examples) assert.is(readNet(text).fault, fault, JSON.stringify(text));
});

test('shortenedText: names the /24 or /56 of a client and nothing longer', () => {
  fc.assert(
    fc.property(fc.tuple(word, word, word, word), ([a, b, c, d]) => {
      const v4 = shortenedText(4, [a]);
      assert.is(v4, `${a >>> 24}.${(a >>> 16) & 255}.${(a >>> 8) & 255}.0/24`);
      assert.is(readNet(v4).fault, 'ok');
      const v6 = readNet(shortenedText(6, [a, b, c, d]));
      assert.is(v6.fault, 'ok');
      assert.equal(v6.out, [a, (b & 0xffffff00) >>> 0, 0, 0, 6, 56]);
    }),
  );
});

test.run();
