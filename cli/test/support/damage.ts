// How is a small input damaged, from a seed? In bytes, and at what its format hangs on.

import type { Draw } from './draw.ts';

/** What breaks readers of texts, whatever their format. */
const tokens = [
  '',
  '"',
  '""',
  ',',
  '\n',
  '\r',
  '\r\n',
  '\0',
  '\t',
  ';',
  '\ufeff',
  '\u001b[2J',
  '💥',
]
  .concat(['-1', '0', '-0', '1e400', '1e300', 'NaN', '0x10', '4294967296', '9007199254740993'])
  .concat(['__proto__', 'constructor', 'null', 'true', '{}', '[]', '{', '[', '}', ']', ':', '- '])
  .concat(['&a ', '*a', '!!js/function ', '<<: ', '? ', '| ', '> ', '%YAML 1.1', '---', '\\q', "'"])
  .concat(['0.0.0.0/0', '::/0', '1.2.3.4/33', '2026-02-30T00:00:00Z', 'x'.repeat(999)])
  .concat(['[', '{', '- ', '"\\u', '9'].map((text) => text.repeat(200)))
  .map((text) => Buffer.from(text))
  .concat([[0xff], [0xed, 0xa0, 0x80], [0xc0, 0xaf]].map((bytes) => Buffer.from(bytes)));

/** A piece or two put in, taken out, repeated or replaced; sometimes the end cut off. */
export function damagedText(sound: Uint8Array, below: Draw): Buffer {
  let now = Buffer.from(sound);
  for (let n = 1 + below(3); n > 0; n--) {
    const from = below(now.length + 1);
    const to = Math.min(now.length, from + below(below(8) === 0 ? 200 : 9));
    const token = tokens[below(tokens.length)] as Buffer;
    const piece = now.subarray(from, to);
    const flipped = Buffer.from([(now[from] ?? 0) ^ (1 << below(8))]);
    const pieces = [[token], [token, piece], [], [piece, piece], [flipped]][below(5)] ?? [];
    now = Buffer.concat([now.subarray(0, from), ...pieces, now.subarray(to)]);
  }
  return below(16) === 0 ? now.subarray(0, below(now.length + 1)) : now;
}

const doubles = [0, -0, -8, 8.5, 1e300, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 2 ** 32];

/** A few words or doubles replaced, most of them near the begin, where the header stands. */
export function damagedBytes(sound: Uint8Array, below: Draw): Uint8Array<ArrayBuffer> {
  const now = Uint8Array.from(sound);
  const view = new DataView(now.buffer);
  for (let n = 1 + below(3); n > 0; n--) {
    const reach = below(2) === 0 ? Math.min(now.length, 2048) : now.length;
    const at = below(Math.max(1, reach >> 3)) * 8;
    if (at + 8 > now.length) continue;
    const word = [0, 1, 0xffffffff, 0x7fffffff, below(2 ** 32), view.getUint32(at, true) + 1];
    if (below(2) === 0) view.setFloat64(at, doubles[below(doubles.length)] ?? 0, true);
    else view.setUint32(at + below(2) * 4, word[below(word.length)] ?? 0, true);
  }
  if (below(16) > 0) return now;
  return now.slice(0, below(now.length + 1));
}
