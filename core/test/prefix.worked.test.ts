// Are spans, jumps and the space that may not steer what a reader counts out by hand?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { judgePrefix } from '../prefix/accept.ts';
import { jumpV4 } from '../prefix/spans.ts';
import { orderPrefixes, sweep } from '../prefix/sweep.ts';

/** First and last /24 of what RFC 6890 and its registry keep from clients. */
const special: readonly (readonly [first: string, last: string])[] = [
  ['0.0.0.0', '0.255.255.0'],
  ['10.0.0.0', '10.255.255.0'],
  ['100.64.0.0', '100.127.255.0'],
  ['127.0.0.0', '127.255.255.0'],
  ['169.254.0.0', '169.254.255.0'],
  ['172.16.0.0', '172.31.255.0'],
  ['192.0.0.0', '192.0.0.0'],
  ['192.0.2.0', '192.0.2.0'],
  ['192.168.0.0', '192.168.255.0'],
  ['198.18.0.0', '198.19.255.0'],
  ['198.51.100.0', '198.51.100.0'],
  ['203.0.113.0', '203.0.113.0'],
  ['224.0.0.0', '255.255.255.0'],
];

const wordOf = (text: string): number =>
  text.split('.').reduce((word, part) => word * 256 + Number(part), 0);

test('the /24s of special space steer nobody, those beside it do', () => {
  const kept = new Set(special.flatMap(([first, last]) => [wordOf(first), wordOf(last)]));
  for (const [first, last] of special) {
    const [from, to] = [wordOf(first), wordOf(last)];
    assert.equal([judgePrefix(4, 24, from), judgePrefix(4, 24, to)], [2, 2], first);
    for (const beside of [from - 256, to + 256])
      if (beside >= 0 && beside < 2 ** 32 && !kept.has(beside))
        assert.is(judgePrefix(4, 24, beside), 0, `beside ${first}`);
  }
});

/** Prefixes of IPv4, each with the value that it gives its addresses. */
function spansOf(rows: readonly (readonly [address: string, length: number, value: number])[]) {
  const column = Uint32Array.from(rows, ([address]) => wordOf(address));
  const zeros = new Uint32Array(rows.length);
  const prefixes = {
    count: rows.length,
    family: new Uint8Array(rows.length).fill(4),
    length: Uint8Array.from(rows, ([, length]) => length),
    ...{ word0: column, word1: zeros, word2: zeros, word3: zeros },
  };
  const enter = (row: number): number => rows[row]?.[2] ?? 0;
  const { start, value } = sweep(prefixes, orderPrefixes(prefixes, 4), 0, { enter });
  return [...start[0]].map((first, row) => [first, value[row]]);
}

test('behind a nested prefix the one around it goes on, and behind that the one around both', () => {
  assert.equal(
    spansOf([
      ['20.0.0.0', 8, 1],
      ['20.1.0.0', 16, 2],
      ['20.1.1.0', 24, 3],
    ]),
    [
      [0, 0],
      [wordOf('20.0.0.0'), 1],
      [wordOf('20.1.0.0'), 2],
      [wordOf('20.1.1.0'), 3],
      [wordOf('20.1.2.0'), 2],
      [wordOf('20.2.0.0'), 1],
      [wordOf('21.0.0.0'), 0],
    ],
  );
});

test('neighbours with one value are one span, nested or side by side', () => {
  assert.equal(
    spansOf([
      ['20.0.0.0', 8, 1],
      ['20.1.0.0', 16, 1],
      ['21.0.0.0', 8, 1],
    ]),
    [
      [0, 0],
      [wordOf('20.0.0.0'), 1],
      [wordOf('22.0.0.0'), 0],
    ],
  );
});

test('a jump is the row that holds the first address of its 65,536', () => {
  // Spans from 0.0.0.0, 0.1.0.0, 0.1.128.0 and 0.3.0.0 on.
  const jump = jumpV4(Uint32Array.of(0, 0x10000, 0x18000, 0x30000));
  assert.equal([...jump.subarray(0, 5)], [0, 1, 2, 3, 3]);
  assert.is(jump[65_536], 3);
});

test.run();
