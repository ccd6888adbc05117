// How many bytes go to which clients, by a table of prefixes, cut as a world cuts its prefixes?
import {
  type Fault,
  type PrefixColumns,
  prefixPool,
  readPrefix,
  type TrafficSample,
  type World,
} from '@fairlead/core';
import {
  amounts,
  append,
  growing,
  inputKinds,
  type ProblemList,
  type RowShape,
  readTable,
  rowsOf,
  takeAmount,
} from '@fairlead/scenarios';
import { wrongInput } from '../terminal/exit.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const fault = (code: string, text: string): Fault => ({ code, text: () => text });

/** A prefix: its family, the words of its address (IPv4: the first) and its length. */
type Prefix = {
  readonly family: number;
  readonly words: readonly number[];
  readonly length: number;
};

/** What a table says of one prefix. */
export type TrafficRow = Prefix & { readonly bytes: number };

/** What a table says of each prefix: its rows, and the bytes of all. */
export type TrafficTable = { readonly rows: () => Iterable<TrafficRow>; readonly bytes: number };

const faultWords = {
  'no-address': 'expected a prefix or an address such as 198.51.100.0/24',
  'bad-length': 'expected a length of 0 to 32 (IPv4) or 128 (IPv6) after the slash',
  'host-bits': 'expected a prefix without bits after its length, such as 198.51.100.0/24',
} as const;

const slash = 47;

/** Reads a prefix (an address is one of its full length) into `outWords`; what was expected. */
function readRowPrefix(
  bytes: Uint8Array,
  start: number,
  end: number,
  outWords: Uint32Array,
): string | undefined {
  let at = start;
  while (at < end && bytes[at] !== slash) at++;
  outWords.fill(0);
  let fault = readPrefix(bytes, start, end, outWords);
  if (at === end) {
    const text = decoder.decode(bytes.subarray(start, Math.min(end, start + 64)));
    const whole = encoder.encode(`${text}/${text.includes(':') ? 128 : 32}`);
    fault = readPrefix(whole, 0, whole.length, outWords);
  }
  return fault === 'ok' ? undefined : faultWords[fault];
}

/** The columns of a table of traffic; a row that was read goes to `onRow`. */
function trafficShape(onRow: (words: Uint32Array, bytes: number) => void): RowShape {
  const words = new Uint32Array(6);
  let count = 0;
  return {
    name: 'traffic',
    columns: [
      {
        name: 'prefix',
        take: (bytes, start, end) => {
          const expected = readRowPrefix(bytes, start, end, words);
          return expected === undefined ? undefined : fault('bad-prefix', expected);
        },
      },
      {
        name: 'bytes',
        take: takeAmount(amounts.traffic, (bytes) => {
          count = bytes;
        }),
      },
    ],
    endRow: (_, isSound) => {
      if (isSound) onRow(words, count);
      return undefined;
    },
  };
}

/** One row a prefix, and the bytes of each. */
type Columns = { readonly columns: PrefixColumns; readonly sums: Float64Array };

/** The rows of columns, one at a time. */
function* rowsIn({ columns, sums }: Columns): Generator<TrafficRow> {
  const { count, family, length, word0, word1, word2, word3 } = columns;
  for (let row = 0; row < count; row++) {
    const words = [word0, word1, word2, word3].map((column) => column[row] ?? 0);
    const prefix = { family: family[row] ?? 0, words, length: length[row] ?? 0 };
    yield { ...prefix, bytes: sums[row] ?? 0 };
  }
}

/**
 * The traffic in the CSV file at `path` (plain or gzipped): `prefix`, `bytes`; other columns are
 * passed over, and rows of one prefix add up. Throws wrong input with file, line and what was
 * expected. What stands in the place of a prefix is not repeated: it may be a client's address.
 */
export async function readTraffic(path: string): Promise<TrafficTable> {
  const list: ProblemList = { problems: [], more: 0 };
  const pool = prefixPool();
  const sums = growing(Float64Array);
  let total = 0;
  const shape = trafficShape((words, bytes) => {
    const row = pool.add(words[4] ?? 0, words[5] ?? 0, words as never);
    if (row === sums.count) append(sums, 0);
    sums.values[row] = (sums.values[row] ?? 0) + bytes;
    total += bytes;
  });
  await readTable(shape, path, inputKinds.traffic, list);
  if (list.problems.length > 0)
    throw wrongInput(`${path} is not a table of traffic`, list.problems, list.more);
  const columns = { columns: pool.columns(), sums: rowsOf(sums) };
  return { rows: () => rowsIn(columns), bytes: total };
}

/** Addresses first, then lengths: a prefix stands right before all that lie in it. */
function order(a: Prefix, b: Prefix): number {
  for (let word = 0; word < 4; word++) {
    const difference = (a.words[word] ?? 0) - (b.words[word] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** Whether the first bits of `inner` are `outer`. */
function liesIn(inner: Prefix, outer: Prefix): boolean {
  for (let word = 0; word * 32 < outer.length; word++) {
    const shift = Math.max(0, 32 - (outer.length - word * 32));
    if ((inner.words[word] ?? 0) >>> shift !== (outer.words[word] ?? 0) >>> shift) return false;
  }
  return inner.length >= outer.length;
}

function prefixesOf({ prefixes }: Pick<World, 'prefixes'>, family: number): Prefix[] {
  const { word0, word1, word2, word3 } = prefixes;
  const found: Prefix[] = [];
  for (let row = 0; row < prefixes.count; row++) {
    if (prefixes.family[row] !== family) continue;
    const words = [word0, word1, word2, word3].map((column) => column[row] ?? 0);
    found.push({ family, words, length: prefixes.length[row] ?? 0 });
  }
  return found.sort(order);
}

/** Of `sorted` those that lie in no other. */
function outermost(sorted: readonly Prefix[]): Prefix[] {
  const found: Prefix[] = [];
  for (const prefix of sorted) {
    const last = found[found.length - 1];
    if (last === undefined || !liesIn(prefix, last)) found.push(prefix);
  }
  return found;
}

/** How many of `sorted` begin before `prefix`, or are it. */
function countUpTo(sorted: readonly Prefix[], prefix: Prefix): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (order(sorted[middle] as Prefix, prefix) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether one of `sorted` is a part of `prefix`. */
function isCut(sorted: readonly Prefix[], prefix: Prefix): boolean {
  const next = sorted[countUpTo(sorted, prefix)];
  return next !== undefined && liesIn(next, prefix);
}

/** Whether `prefix` lies in one of `outer`, of which none lies in another. */
function isIn(outer: readonly Prefix[], prefix: Prefix): boolean {
  const last = outer[countUpTo(outer, prefix) - 1];
  return last !== undefined && liesIn(prefix, last);
}

/** The upper half of `prefix`. */
function upperHalf({ family, words, length }: Prefix): Prefix {
  const half = words.slice();
  half[length >>> 5] = ((half[length >>> 5] ?? 0) | (1 << (31 - (length & 31)))) >>> 0;
  return { family, words: half, length: length + 1 };
}

/**
 * The sample for `lint` and `admit`: bytes spread evenly over their prefix, which is halved until
 * no prefix of `world` begins inside a piece. So each prefix of the world gets exactly its part; a
 * row inside another adds to it. What lies in no prefix of the world is left out.
 */
export function sampleOf(
  rows: Iterable<TrafficRow>,
  world: Pick<World, 'prefixes'>,
): TrafficSample {
  const known = new Map(
    [4, 6].map((family) => {
      const sorted = prefixesOf(world, family);
      return [family, { sorted, outer: outermost(sorted) }] as const;
    }),
  );
  const families = growing(Uint8Array);
  const words = growing(Uint32Array);
  const weights = growing(Float64Array);
  const spread = (prefix: Prefix, bytes: number): void => {
    const { sorted = [], outer = [] } = known.get(prefix.family) ?? {};
    if (isCut(sorted, prefix)) {
      spread({ ...prefix, length: prefix.length + 1 }, bytes / 2);
      spread(upperHalf(prefix), bytes / 2);
      return;
    }
    if (!isIn(outer, prefix)) return;
    append(families, prefix.family);
    for (const word of prefix.words) append(words, word);
    append(weights, bytes);
  };
  for (const row of rows) if (row.bytes > 0) spread(row, row.bytes);
  return {
    count: families.count,
    family: rowsOf(families),
    words: rowsOf(words),
    weight: rowsOf(weights),
  };
}
