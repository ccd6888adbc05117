// Which columns does a Parquet file hold that Fairlead wrote, group of rows by group of rows?
import { closeSync } from 'node:fs';
import type { Problem } from '@fairlead/core';
import { type FileMetaData, parquetMetadata, parquetSchema } from 'hyparquet';
import { readColumn } from 'hyparquet/src/column.js';
import { DEFAULT_PARSERS } from 'hyparquet/src/convert.js';
import type { InputKind } from '../input-kinds.ts';
import { type OpenFile, openFile, readInto } from '../open-file.ts';
import { arePages } from './sound-pages.ts';
import { structEnd } from './sound-thrift.ts';

/** A column of a group of rows; whole numbers and others alike are doubles here. */
export type ParquetColumn = {
  readonly name: string;
  readonly values: Float64Array | readonly string[];
};
export type ParquetGroup = readonly ParquetColumn[];

/** Rows of one group of a file of ours, and of all columns in one. */
export const groupRowsMax: number = 2 ** 17;
const columnsMax = 256;
/** A file says little of each group: what is longer is not ours. */
const footerBytesMax = 2 ** 20;
/** What its rows take in memory, 8 bytes a cell, for each byte that a file has, and in any case. */
const memoryPerByte = 3;
const memoryBytesMin = 2 ** 25;

/** What is wrong with a file, thrown where it is found and caught at the door. */
type Unsound = { readonly unsound: string };
const unsound = (text: string): Unsound => ({ unsound: text });
const isUnsound = (error: unknown): error is Unsound =>
  typeof error === 'object' && error !== null && 'unsound' in error;

type Types = readonly ('INT64' | 'DOUBLE' | 'BYTE_ARRAY')[];
type Chunk = { readonly from: number; readonly length: number };
type Layout = {
  readonly metadata: FileMetaData;
  readonly names: readonly string[];
  readonly types: Types;
  readonly groups: readonly { readonly rows: number; readonly chunks: readonly Chunk[] }[];
};

function read(file: OpenFile, from: number, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  if (readInto(file, bytes, from) !== length) throw unsound('it was cut off while it was read');
  return bytes;
}

const mark = 0x31524150;
const isMarked = (bytes: Uint8Array, at: number): boolean =>
  new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true) === mark;

/** What the end of the file says, held against what may be there. */
function readFooter(file: OpenFile): FileMetaData {
  const { sizeBytes } = file;
  if (sizeBytes < 12 || !isMarked(read(file, 0, 4), 0)) throw unsound('it does not begin as one');
  const tail = read(file, sizeBytes - 8, 8);
  if (!isMarked(tail, 4)) throw unsound('it does not end as one: it is cut off, or was not ended');
  const length = new DataView(tail.buffer).getUint32(0, true);
  if (length > Math.min(footerBytesMax, sizeBytes - 12)) throw unsound('its footer is too long');
  const footer = read(file, sizeBytes - 8 - length, length + 8);
  if (structEnd(footer, 0) !== length) throw unsound('its footer is damaged');
  return parquetMetadata(footer, { geoparquet: false });
}

function columnsOf({ schema }: FileMetaData): Pick<Layout, 'names' | 'types'> {
  const [root, ...leaves] = schema;
  if (root?.num_children !== leaves.length || leaves.length > columnsMax)
    throw unsound('its columns are not flat, or too many');
  const names = leaves.map(({ name }) => name);
  if (new Set(names).size < names.length) throw unsound('a column is there twice');
  const types = leaves.map(({ type, repetition_type: repetition, converted_type: converted }) => {
    const isText = type === 'BYTE_ARRAY' && converted === 'UTF8';
    const isPlain = (type === 'INT64' || type === 'DOUBLE') && converted === undefined;
    if (repetition !== 'REQUIRED' || !(isText || isPlain))
      throw unsound('a column is neither of texts, nor of whole numbers, nor of doubles');
    return type;
  });
  return { names, types };
}

const wholeOf = (value: bigint | number | undefined): number => Number(value ?? -1);

/** Groups whose columns lie one after the other in the file, so that no byte is read twice. */
function layoutOf(metadata: FileMetaData, sizeBytes: number): Layout {
  const { names, types } = columnsOf(metadata);
  let behind = 4;
  let all = 0;
  const groups = metadata.row_groups.map((group) => {
    const rows = wholeOf(group.num_rows);
    if (!(rows > 0 && rows <= groupRowsMax) || group.columns.length !== names.length)
      throw unsound('a group of rows is not as Fairlead writes it');
    all += rows;
    const chunks = group.columns.map(({ meta_data: about }, k): Chunk => {
      const from = wholeOf(about?.dictionary_page_offset ?? about?.data_page_offset);
      const length = wholeOf(about?.total_compressed_size);
      const isOurs =
        about?.codec === 'UNCOMPRESSED' &&
        about.type === types[k] &&
        about.path_in_schema.length === 1;
      if (!isOurs || about.path_in_schema[0] !== names[k] || wholeOf(about.num_values) !== rows)
        throw unsound('a column of a group is not as Fairlead writes it');
      if (!(from >= behind && length >= 0 && from + length <= sizeBytes - 8))
        throw unsound('a column lies outside of the file');
      behind = from + length;
      return { from, length };
    });
    return { rows, chunks };
  });
  if (wholeOf(metadata.num_rows) !== all)
    throw unsound('its groups have not as many rows as it says');
  if (all * names.length * 8 > memoryBytesMin + memoryPerByte * sizeBytes)
    throw unsound('it says more rows than a file of its size has');
  return { metadata, names, types, groups };
}

/** The number that a whole one is as a double. */
function exactOf(value: unknown): number {
  const number = Number(value);
  if (typeof value !== 'bigint' || BigInt(number) !== value)
    throw unsound('a whole number is none that a double holds');
  return number;
}

function readGroup(file: OpenFile, layout: Layout, index: number): ParquetGroup {
  const { metadata, names, types, groups } = layout;
  const { rows, chunks } = groups[index] ?? { rows: 0, chunks: [] };
  const tree = parquetSchema(metadata);
  return names.map((name, k) => {
    const { from, length } = chunks[k] ?? { from: 0, length: 0 };
    const chunk = read(file, from, length);
    const type = types[k] ?? 'DOUBLE';
    if (!arePages(chunk, rows, type === 'BYTE_ARRAY' ? 'texts' : 'fixed'))
      throw unsound(`column ${name} is damaged`);
    const [leaf] = tree.children.filter(({ element }) => element.name === name);
    if (leaf === undefined) throw new Error('broken promise: the column is in the schema');
    const decoder = {
      ...{ pathInSchema: [name], element: leaf.element, schemaPath: [tree, leaf], type },
      ...{ codec: 'UNCOMPRESSED' as const, parsers: DEFAULT_PARSERS },
    };
    const select = { groupStart: 0, selectStart: 0, selectEnd: rows, groupRows: rows };
    const { data } = readColumn({ view: new DataView(chunk.buffer), offset: 0 }, select, decoder);
    return { name, values: valuesOf(data, type, rows) };
  });
}

function valuesOf(
  pages: readonly ArrayLike<unknown>[],
  type: Types[number],
  rows: number,
): Float64Array | readonly string[] {
  const texts: string[] = [];
  const numbers = new Float64Array(type === 'BYTE_ARRAY' ? 0 : rows);
  let at = 0;
  for (const page of pages)
    for (let k = 0; k < page.length; k++, at++) {
      const value = page[k];
      if (type === 'BYTE_ARRAY' && typeof value === 'string') texts.push(value);
      else if (type === 'DOUBLE' && typeof value === 'number') numbers[at] = value;
      else if (type === 'INT64') numbers[at] = exactOf(value);
      else throw unsound('a value is not in its dictionary');
    }
  return type === 'BYTE_ARRAY' ? texts : numbers;
}

/** What is wrong with the file at `path`, for whoever named it. */
function problemOf(error: unknown, path: string): Problem {
  if (error instanceof Error && 'syscall' in error) throw error;
  // What is neither sound nor seen through before it is decoded, the decoder throws at.
  const why = isUnsound(error) ? error.unsound : 'it is damaged';
  const text = `this is no Parquet file as Fairlead writes it: ${why}`;
  return { code: 'broken-parquet', path: '', text, file: path };
}

const noRows = ({ names, types }: Layout): ParquetGroup =>
  names.map((name, k) => ({ name, values: types[k] === 'BYTE_ARRAY' ? [] : new Float64Array(0) }));

/**
 * The groups of rows of the Parquet file at `path`, in order, of which there is one at least; and
 * the problem that the file has, perhaps behind groups that are sound. Only what Fairlead itself
 * writes is read: flat columns of texts, whole numbers and doubles, not compressed. Memory: one
 * group.
 */
export function* readParquet(
  path: string,
  kind: InputKind,
): Generator<ParquetGroup, Problem | undefined> {
  const opened = openFile(path, kind);
  if ('problem' in opened) return opened.problem;
  const { file } = opened;
  try {
    const layout = attempt(() => layoutOf(readFooter(file), file.sizeBytes), path);
    if ('problem' in layout) return layout.problem;
    if (layout.value.groups.length === 0) yield noRows(layout.value);
    for (let index = 0; index < layout.value.groups.length; index++) {
      const group = attempt(() => readGroup(file, layout.value, index), path);
      if ('problem' in group) return group.problem;
      yield group.value;
    }
  } finally {
    closeSync(file.handle);
  }
  return undefined;
}

function attempt<T>(made: () => T, path: string): { readonly value: T } | { problem: Problem } {
  try {
    return { value: made() };
  } catch (error) {
    return { problem: problemOf(error, path) };
  }
}
