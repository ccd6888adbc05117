// How many bytes go to which clients, by a table of prefixes, cut as a world cuts its prefixes?
import {
  type Fault,
  fits,
  quoted,
  readPrefix,
  type TrafficSample,
  type World,
} from '@fairlead/core';
import {
  inputKinds,
  type ProblemList,
  type RowShape,
  readNumber,
  readTable,
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

const faultWords = {
  'no-address': 'expected a prefix or an address such as 198.51.100.0/24',
  'bad-length': 'expected a length of 0 to 32 (IPv4) or 128 (IPv6) after the slash',
  'host-bits': 'expected a prefix without bits after its length, such as 198.51.100.0/24',
} as const;

/** A row has less than an exabyte: no network carries more in a day. */
const bytesRange = { min: 0, max: 1e18 };

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
function trafficShape(onRow: (row: TrafficRow) => void): RowShape {
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
        take: (bytes, start, end) => {
          count = readNumber(bytes, start, end);
          if (fits(bytesRange, count)) return undefined;
          const found = quoted(decoder.decode(bytes.subarray(start, end)));
          const { min, max } = bytesRange;
          return fault('bad-value', `expected ${min} to ${max} bytes, found ${found}`);
        },
      },
    ],
    endRow: (_, isSound) => {
      const [a = 0, b = 0, c = 0, d = 0, family = 0, length = 0] = words;
      if (isSound) onRow({ family, words: [a, b, c, d], length, bytes: count });
      return undefined;
    },
  };
}

/**
 * The rows of the CSV file at `path` (plain or gzipped): `prefix`, `bytes`; other columns are
 * passed over. Throws wrong input with file, line and what was expected. What stands in the place
 * of a prefix is not repeated: it may be the address of a client.
 */
export async function readTraffic(path: string): Promise<readonly TrafficRow[]> {
  const list: ProblemList = { problems: [], more: 0 };
  const rows: TrafficRow[] = [];
  const shape = trafficShape((row) => rows.push(row));
  await readTable(shape, path, inputKinds.traffic, list);
  if (list.problems.length > 0)
    throw wrongInput(`${path} is not a table of traffic`, list.problems, list.more);
  return rows;
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

/** Whether one of `sorted` is a part of `prefix`. */
function isCut(sorted: readonly Prefix[], prefix: Prefix): boolean {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (order(sorted[middle] as Prefix, prefix) <= 0) low = middle + 1;
    else high = middle;
  }
  const next = sorted[low];
  return next !== undefined && liesIn(next, prefix);
}

/** The upper half of `prefix`. */
function upperHalf({ family, words, length }: Prefix): Prefix {
  const half = words.slice();
  half[length >>> 5] = ((half[length >>> 5] ?? 0) | (1 << (31 - (length & 31)))) >>> 0;
  return { family, words: half, length: length + 1 };
}

/**
 * The sample for `lint`: bytes spread evenly over their prefix, which is halved until no prefix of
 * `world` begins inside a piece. So each prefix of the world gets exactly its part; a row inside
 * another adds to it.
 */
export function sampleOf(
  rows: readonly TrafficRow[],
  world: Pick<World, 'prefixes'>,
): TrafficSample {
  const sorted = new Map([4, 6].map((family) => [family, prefixesOf(world, family)] as const));
  const [families, words, weights]: [number[], number[], number[]] = [[], [], []];
  const spread = (prefix: Prefix, bytes: number): void => {
    if (isCut(sorted.get(prefix.family) ?? [], prefix)) {
      spread({ ...prefix, length: prefix.length + 1 }, bytes / 2);
      spread(upperHalf(prefix), bytes / 2);
      return;
    }
    families.push(prefix.family);
    words.push(...prefix.words);
    weights.push(bytes);
  };
  for (const row of rows) if (row.bytes > 0) spread(row, row.bytes);
  return {
    count: families.length,
    family: Uint8Array.from(families),
    words: Uint32Array.from(words),
    weight: Float64Array.from(weights),
  };
}
