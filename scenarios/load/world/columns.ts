// How does one field of a table become one number or text of a column?
import {
  type BoundsRule,
  type Fault,
  fits,
  heldManifests,
  hopsMax,
  noRow,
  type PathPool,
  type PrefixPool,
  quoted,
  readPrefix,
  suggestion,
  worldFaults,
} from '@fairlead/core';
import {
  allTexts,
  appendBytes,
  type ByteIndex,
  createByteIndex,
  findBytes,
  internBytes,
  textOfBytes,
} from './byte-index.ts';

/** Takes one field into the column: one row always, a stand-in where the field is faulty. */
export type Take = (bytes: Uint8Array, start: number, end: number) => Fault | undefined;

type TypedColumn = Uint8Array | Uint32Array | Float64Array;

/** A column that grows. */
export type Growing<T extends TypedColumn> = {
  count: number;
  values: T;
};

/** An empty column with room for `rows`. */
export function growing<T extends TypedColumn>(
  make: new (length: number) => T,
  rows = 256,
): Growing<T> {
  return { count: 0, values: new make(Math.max(1, rows)) };
}

export function append(column: Growing<TypedColumn>, value: number): void {
  if (column.count === column.values.length) {
    const larger = new (column.values.constructor as new (length: number) => TypedColumn)(
      column.count * 2,
    );
    larger.set(column.values);
    column.values = larger;
  }
  column.values[column.count++] = value;
}

/** The rows of a column that has stopped growing. */
export function rowsOf<T extends TypedColumn>(column: Growing<T>): T {
  if (column.count === column.values.length) return column.values;
  return column.values.slice(0, column.count) as T;
}

/** The ids of a table as other tables look them up. */
export type Key = {
  readonly table: string;
  readonly index: ByteIndex;
  /** Whether all rows of the table were read; if not, nobody is blamed for a missing row. */
  isWhole: boolean;
};

export function createKey(table: string): Key {
  return { table, index: createByteIndex(), isWhole: false };
}

/** The manifests that clusters hold, by name. */
export function createManifestKey(): Key {
  return createKey(heldManifests);
}

const strict = new TextDecoder('utf-8', { fatal: true });

export function isUtf8(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at < end && (bytes[at] as number) < 0x80) at++;
  if (at === end) return true;
  try {
    strict.decode(bytes.subarray(start, end));
    return true;
  } catch {
    return false;
  }
}

function say(bytes: Uint8Array, start: number, end: number): string {
  return quoted(textOfBytes(bytes, start, Math.min(end, start + 240)));
}

/** Whether an id has a comma, a quote or a control character (C0, DEL or C1). */
function hasBadByte(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte < 0x20 || byte === 0x22 || byte === 0x2c || byte === 0x7f) return true;
    if (byte === 0xc2 && at + 1 < end && (bytes[at + 1] as number) < 0xa0) return true;
  }
  return false;
}

function idFault(bytes: Uint8Array, start: number, end: number): Fault | undefined {
  if (start === end) return worldFaults.emptyId;
  if (hasBadByte(bytes, start, end)) return worldFaults.badId(() => say(bytes, start, end));
  return isUtf8(bytes, start, end) ? undefined : worldFaults.badUtf8;
}

/** A field that names its row: unique, without comma, quote or control character. */
export function takeId(key: Key): Take {
  return (bytes, start, end) => {
    const bad = idFault(bytes, start, end);
    const isNew = appendBytes(key.index, bytes, start, end);
    if (bad !== undefined || isNew) return bad;
    return worldFaults.twin(
      () => say(bytes, start, end),
      () => `row ${findBytes(key.index, bytes, start, end) + 1} of the table`,
    );
  };
}

/** A field that names a row of another table. */
export function takeReference(key: Key, column: Growing<Uint32Array>): Take {
  return (bytes, start, end) => {
    const row = findBytes(key.index, bytes, start, end);
    append(column, row);
    if (row !== noRow || !key.isWhole) return undefined;
    return worldFaults.dangling(
      () => say(bytes, start, end),
      key.table,
      () => suggestion(textOfBytes(bytes, start, end), allTexts(key.index)),
    );
  };
}

/** A field that names the manifest of a cluster: its own, named like it, where it is empty. */
export function takeManifest(cluster: Key, manifest: Key, column: Growing<Uint32Array>): Take {
  return (bytes, start, end) => {
    if (start < end) {
      append(column, internBytes(manifest.index, bytes, start, end));
      return idFault(bytes, start, end);
    }
    const { heap, offset, count } = cluster.index;
    const [from, to] = [offset[count - 1] as number, offset[count] as number];
    append(column, internBytes(manifest.index, heap, from, to));
    return undefined;
  };
}

/** A field that holds one of a few words, or another word for one: its place in `words`. */
export function takeWord(
  words: readonly string[],
  column: Growing<Uint8Array>,
  others: readonly (readonly [other: string, word: string])[] = [],
): Take {
  const index = createByteIndex();
  const all = [...words, ...others.map(([other]) => other)];
  for (const word of all) appendBytes(index, Buffer.from(word), 0, Buffer.byteLength(word));
  const codes = [...words.keys(), ...others.map(([, word]) => words.indexOf(word))];
  return (bytes, start, end) => {
    const row = findBytes(index, bytes, start, end);
    append(column, row === noRow ? 0 : (codes[row] as number));
    if (row !== noRow) return undefined;
    return worldFaults.word(
      () => say(bytes, start, end),
      words,
      () => suggestion(textOfBytes(bytes, start, end), all),
    );
  };
}

const decimal = /^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$/;

/** The decimal number in `bytes[start..end)`, or NaN if it is none. */
export function readNumber(bytes: Uint8Array, start: number, end: number): number {
  if (end > start && end - start < 16) {
    let value = 0;
    let at = start;
    for (; at < end; at++) {
      const digit = (bytes[at] as number) - 48;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    if (at === end) return value;
  }
  if (end - start > 400) return Number.NaN;
  const text = textOfBytes(bytes, start, end);
  return decimal.test(text) ? Number(text) : Number.NaN;
}

export function takeNumber(rule: BoundsRule, column: Growing<Uint32Array | Float64Array>): Take {
  const { min, max, empty } = rule;
  return (bytes, start, end) => {
    if (start === end && empty !== undefined) {
      append(column, empty);
      return undefined;
    }
    const value = readNumber(bytes, start, end);
    // A whole number above the least fits every rule: most fields need no more.
    const isPlain = value > min && value <= max && Number.isInteger(value);
    const isFit = isPlain || (!Number.isNaN(value) && fits(rule, value));
    append(column, isFit ? value + 0 : min); // a place may be written as -0
    return isFit ? undefined : worldFaults.number(rule, value, () => say(bytes, start, end));
  };
}

/** Prefixes that were read: by their text, the row in the pool, so that few are parsed twice. */
export type PrefixTexts = {
  readonly pool: PrefixPool;
  readonly index: ByteIndex;
  readonly row: Growing<Uint32Array>;
};

export function createPrefixTexts(pool: PrefixPool): PrefixTexts {
  return { pool, index: createByteIndex(), row: growing(Uint32Array) };
}

/** A field that holds a prefix: its row in the pool. */
export function takePrefix(texts: PrefixTexts, column: Growing<Uint32Array>): Take {
  const { pool, index, row } = texts;
  const words = new Uint32Array(6);
  return (bytes, start, end) => {
    const known = findBytes(index, bytes, start, end);
    if (known !== noRow) {
      append(column, row.values[known] as number);
      return undefined;
    }
    const outcome = readPrefix(bytes, start, end, words);
    if (outcome === 'ok') {
      const added = pool.add(words[4] as number, words[5] as number, words as never);
      appendBytes(index, bytes, start, end);
      append(row, added);
      append(column, added);
      return undefined;
    }
    append(column, noRow);
    return worldFaults.prefix(outcome, () => say(bytes, start, end));
  };
}

/** A field that holds AS numbers with single spaces between: its row in the pool. */
export function takePath(pool: PathPool, column: Growing<Uint32Array>): Take {
  const hops = new Float64Array(hopsMax + 1);
  return (bytes, start, end) => {
    let hop = 0;
    let value = 0;
    let isFit = true;
    let digits = 0;
    for (let at = start; at <= end && start < end && isFit; at++) {
      const digit = at === end ? -16 : (bytes[at] as number) - 48;
      if (digit >= 0 && digit <= 9) {
        value = value * 10 + digit;
        isFit = ++digits <= 10;
      } else {
        isFit = digit === -16 && value > 0 && value < 2 ** 32 && hop < hopsMax;
        hops[hop++] = value;
        value = 0;
        digits = 0;
      }
    }
    append(column, pool.add(hops, isFit ? hop : 0));
    if (isFit) return undefined;
    return worldFaults.path(() => say(bytes, start, end), ' with single spaces between');
  };
}
