// Does core read and write addresses as the rest of the world does, and refuse the rest?
import { isIP } from 'node:net';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readAddress, readZonedAddress, unmap } from '../prefix/address.ts';
import { addressText, parseAddress } from '../prefix/text.ts';

const word = fc.integer({ min: 0, max: 0xffffffff });
const group = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 0xffff }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 0xf }) },
);
const groups = fc.array(group, { minLength: 8, maxLength: 8 });

function read(text: string) {
  const bytes = Buffer.from(`[${text}]`, 'latin1');
  const out = new Uint32Array(4).fill(0xdeadbeef);
  const family = readAddress(bytes, 1, bytes.length - 1, out);
  return { family, words: [...out] };
}

/** Words of a valid address by the URL parser (WHATWG), which shares no code with core. */
function oracleWords(text: string): number[] {
  if (isIP(text) === 4) return [Buffer.from(text.split('.').map(Number)).readUInt32BE(), 0, 0, 0];
  const host = new URL(`http://[${text}]/`).hostname.slice(1, -1);
  const [head = '', tail] = host.split('::');
  const parts = (half: string) => (half === '' ? [] : half.split(':'));
  const zeros = tail === undefined ? 0 : 8 - parts(head).length - parts(tail).length;
  const all = [...parts(head), ...Array(zeros).fill('0'), ...parts(tail ?? '')];
  const bytes = Buffer.alloc(16);
  all.forEach((part, row) => {
    bytes.writeUInt16BE(Number.parseInt(part, 16), row * 2);
  });
  return [0, 4, 8, 12].map((at) => bytes.readUInt32BE(at));
}

function wordsOf(parts: readonly number[]): number[] {
  return [0, 2, 4, 6].map((row) => (((parts[row] ?? 0) << 16) | (parts[row + 1] ?? 0)) >>> 0);
}

/** Any spelling of an IPv6 address: padded, upper case, `::` for any run, a quad at the end. */
const spelling = fc
  .record({
    parts: groups,
    pad: fc.boolean(),
    upper: fc.boolean(),
    quad: fc.boolean(),
    from: fc.integer({ min: 0, max: 8 }),
    to: fc.integer({ min: 0, max: 8 }),
  })
  .map(({ parts, pad, upper, quad, from, to }) => {
    const last = quad ? 6 : 8;
    const end = Math.min(to, last);
    const isGap = from < end;
    const real = parts.map((part, row) => (isGap && row >= from && row < end ? 0 : part));
    const texts = real.slice(0, last).map((part) => part.toString(16).padStart(pad ? 4 : 1, '0'));
    const bytes = [real[6] ?? 0, real[7] ?? 0].flatMap((part) => [part >> 8, part & 255]);
    if (quad) texts.push(bytes.join('.'));
    const joined = isGap
      ? `${texts.slice(0, from).join(':')}::${texts.slice(end).join(':')}`
      : texts.join(':');
    return { text: upper ? joined.toUpperCase() : joined, words: wordsOf(real) };
  });

/** Texts that are nearly an address: one with a letter changed, removed, doubled or moved. */
const nearMiss = fc
  .record({
    text: fc.oneof(
      spelling.map((spelled) => spelled.text),
      fc.ipV4(),
    ),
    at: fc.nat(45),
    letter: fc.constantFrom(...'0123456789abcdefgx:.%/ -+\0'),
    change: fc.constantFrom('replace', 'remove', 'insert', 'double', 'cut'),
  })
  .map(({ text, at, letter, change }) => {
    const place = at % (text.length + 1);
    const head = text.slice(0, place);
    if (change === 'replace') return head + letter + text.slice(place + 1);
    if (change === 'remove') return head + text.slice(place + 1);
    if (change === 'insert') return head + letter + text.slice(place);
    return change === 'double' ? head + text.slice(Math.max(0, place - 2)) : head;
  });

test('readAddress: reads every dotted quad to the number that it spells', () => {
  fc.assert(
    fc.property(word, (address) => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(address);
      assert.equal(read(bytes.join('.')), { family: 4, words: [address, 0, 0, 0] });
    }),
  );
});

test('readAddress: reads every spelling of an IPv6 address to the same words', () => {
  fc.assert(
    fc.property(spelling, ({ text, words }) => {
      assert.is(isIP(text), 6, text);
      assert.equal(read(text), { family: 6, words }, text);
      assert.equal(oracleWords(text), words, text);
    }),
    { numRuns: 3000 },
  );
});

test('readAddress: accepts what net.isIP accepts and nothing else', () => {
  fc.assert(
    fc.property(nearMiss, (text) => {
      // A zone id (fe80::1%eth0) names an interface of one machine: no client has one.
      const expected = text.includes('%') ? 0 : isIP(text);
      const { family, words } = read(text);
      assert.is(family, expected, JSON.stringify(text));
      if (family !== 0) assert.equal(words, oracleWords(text), text);
    }),
    { numRuns: 20_000 },
  );
});

test('readAddress: refuses octal, hexadecimal, short, long, padded and empty spellings', () => {
  const refused = [
    '',
    '.',
    ':',
    ':::',
    '::1::',
    '1.2.3',
    '1.2.3.4.5',
    '1.2.3.',
    '.1.2.3',
    '1..2.3',
  ];
  refused.push(
    '010.1.1.1',
    '0x7f.1.1.1',
    '1.2.3.256',
    '1.2.3.0004',
    '00.0.0.0',
    '127.1',
    '1.2.3.4 ',
  );
  refused.push(
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:',
    ':1:2:3:4:5:6:7:8',
    '12345::',
  );
  refused.push(
    '::g',
    '1:2:3:4:5:6:7::8:9',
    '::1.2.3',
    '::1.2.3.4:5',
    '1:2:3:4:5:6:7:1.2.3.4',
    'fe80::1%1',
  );
  refused.push(
    '1.2.3.4::',
    '::01.2.3.4',
    '::ffff:1.2.3.04',
    '\u0661.1.1.1',
    '-1.0.0.0',
    '+1.0.0.0',
  );
  for (const text of refused) assert.is(read(text).family, 0, JSON.stringify(text));
});

test('readAddress: never looks past its end', () => {
  const bytes = Buffer.from('192.0.2.123::1');
  const out = new Uint32Array(4);
  assert.is(readAddress(bytes, 0, 9, out), 4);
  assert.is(addressText(4, out), '192.0.2.1');
  assert.is(readAddress(bytes, 0, 11, out), 4);
  assert.is(addressText(4, out), '192.0.2.123');
});

test('addressText: writes IPv6 as the host serialiser of the URL standard does', () => {
  fc.assert(
    fc.property(groups, (parts) => {
      const full = parts.map((part) => part.toString(16)).join(':');
      const text = addressText(6, wordsOf(parts));
      assert.is(`[${text}]`, new URL(`http://[${full}]/`).hostname);
      assert.equal(read(text), { family: 6, words: wordsOf(parts) });
    }),
    { numRuns: 3000 },
  );
});

test('addressText: shortens the longest run of zeros, the first of equals, never one alone', () => {
  // Source: RFC 5952, sections 4.2.2 and 4.2.3.
  const examples: readonly (readonly [string, string])[] = [
    ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['2001:DB8:0:0:0:0:0:0', '2001:db8::'],
    ['0:0:0:0:0:0:0:0', '::'],
  ];
  for (const [from, to] of examples) {
    const out = new Uint32Array(4);
    assert.is(parseAddress(from, out), 6);
    assert.is(addressText(6, out), to);
  }
});

test('unmap: turns an IPv4-mapped address into IPv4 and leaves all others alone', () => {
  fc.assert(
    fc.property(word, (address) => {
      const mapped = Uint32Array.of(0, 0, 0xffff, address);
      assert.is(unmap(6, mapped), 4);
      assert.equal([...mapped], [address, 0, 0, 0]);
    }),
  );
  for (const text of [
    '::ffff:0:1.2.3.4',
    '::fffe:1.2.3.4',
    '1::ffff:1.2.3.4',
    '64:ff9b::1.2.3.4',
  ]) {
    const out = new Uint32Array(4);
    const family = parseAddress(text, out);
    const before = [...out];
    assert.is(unmap(family, out), 6, text);
    assert.equal([...out], before);
  }
  assert.is(unmap(4, Uint32Array.of(0, 0, 0xffff, 0)), 4);
});

test('parseAddress: reads strings as readAddress reads bytes, also such as are not ASCII', () => {
  const out = new Uint32Array(4);
  assert.is(parseAddress('2001:db8:0000:0000:0000:0000:255.255.255.255', out), 6);
  assert.is(parseAddress('１.1.1.1', out), 0);
  assert.is(parseAddress('1.1.1.1\u{ff0e}', out), 0);
  assert.is(parseAddress(`::${'0'.repeat(60)}`, out), 0);
  fc.assert(
    fc.property(nearMiss, (text) => {
      assert.is(parseAddress(text, out), text.includes('%') ? 0 : isIP(text));
    }),
  );
});

test('readZonedAddress: takes a zone id after an IPv6 address, and leaves it out', () => {
  const zoned = (text: string) => {
    const out = new Uint32Array(4);
    const bytes = Buffer.from(text, 'latin1');
    return { family: readZonedAddress(bytes, 0, bytes.length, out), words: [...out] };
  };
  for (const text of ['fe80::1%eth0', 'fe80::1%1', 'ff02::2%en-1.5', '::1', '192.0.2.1']) {
    assert.is(isIP(text), zoned(text).family, text);
    assert.equal(zoned(text).words, read(text.replace(/%.*/, '')).words, text);
  }
  for (const text of ['fe80::1%', '192.0.2.1%eth0', 'fe80::1%a%b', '%eth0', 'fe80::1%a b', 'x%a'])
    assert.is(zoned(text).family, 0, text);
});

test.run();
