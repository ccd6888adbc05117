// What stands in one table of a world folder, and what is wrong with it?
import { createHash } from 'node:crypto';
import { counted, type Fault, type Problem } from '@fairlead/core';
import { readBytes } from '../byte-source.ts';
import { createCsvScanner, finishCsv, pushCsv } from '../csv.ts';
import { type CsvFault, type CsvRecord, csvLimits, fieldPlace } from '../csv-record.ts';
import type { InputKind } from '../input-kinds.ts';
import { type ProblemList, report } from '../problems.ts';
import { readHeader } from './read-header.ts';
import type { RowFault, RowShape } from './row-shape.ts';

/** What was read: rows, and SHA-256 (hex) of the bytes as CSV, unzipped. */
export type TableRead = {
  readonly rows: number;
  readonly sha256: string;
  /** Whether every row was read. */
  readonly isWhole: boolean;
  /** Whether it was read to its end under a sound header, whatever its rows are. */
  readonly isRead: boolean;
};

type Reading = {
  readonly shape: RowShape;
  readonly file: string;
  readonly list: ProblemList;
  /** Fields of a record; 0 before the header was read. */
  width: number;
  /** Field of each column of the shape; -1: the column is absent. */
  place: Int32Array;
  /** Whether the first line is a row. */
  isBare: boolean;
  /** Where the header has each of its fields. */
  places: readonly { readonly line: number; readonly column: number }[];
  rows: number;
  isHopeless: boolean;
  /** Whether a row was passed over. */
  isPartial: boolean;
};

function blame(reading: Reading, record: CsvRecord, k: number, fault: Fault): void {
  const { shape, file } = reading;
  report(reading.list, () => {
    const name = shape.columns[k]?.name ?? '';
    const field = reading.place[k] as number;
    const place = fieldPlace(record, Math.max(field, 0));
    return { code: fault.code, path: `${shape.name}.${name}`, text: fault.text(), file, ...place };
  });
}

/** Tells a fault of a whole column at its name in the header. */
function blameColumn({ shape, file, list, places }: Reading, { column, fault }: RowFault): void {
  const place = places[shape.columns.findIndex(({ name }) => name === column)];
  report(list, () => ({
    ...{ code: fault.code, path: `${shape.name}.${column}`, text: fault.text() },
    ...{ file, ...place },
  }));
}

/** Takes the fields of a row; returns whether all of them are sound. */
function takeFields(reading: Reading, record: CsvRecord): boolean {
  const { shape, place } = reading;
  const { columns } = shape;
  const { bytes, start, end } = record;
  let isSound = true;
  for (let k = 0; k < columns.length; k++) {
    const field = place[k] as number;
    const from = field < 0 ? 0 : (start[field] as number);
    const to = field < 0 ? 0 : (end[field] as number);
    const fault = (columns[k] as (typeof columns)[number]).take(bytes, from, to);
    if (fault === undefined) continue;
    if (isSound || shape.leavesOut !== true) blame(reading, record, k, fault);
    isSound = false;
  }
  return isSound;
}

function readRow(reading: Reading, record: CsvRecord): void {
  const { shape } = reading;
  const isSound = takeFields(reading, record);
  const fault = shape.endRow?.(reading.rows, isSound);
  if (fault !== undefined) {
    const k = shape.columns.findIndex((column) => column.name === fault.column);
    blame(reading, record, k, fault.fault);
  }
  // Who sees neither a header nor a row in the first line has another table before him.
  const isOther = !isSound && reading.rows === 0 && reading.isBare;
  reading.isHopeless ||= isOther;
  reading.rows++;
}

function takeRecord(reading: Reading, record: CsvRecord): void {
  const { shape, file, list } = reading;
  if (reading.width === 0) {
    const header = readHeader(shape, record);
    reading.width = header.width;
    reading.place = header.place;
    reading.isBare = header.isBare;
    reading.places = Array.from(header.place, (k) => fieldPlace(record, Math.max(k, 0)));
    reading.isHopeless = header.faults.length > 0;
    for (const { k, ...about } of header.faults)
      report(list, () => ({ ...about, file, ...fieldPlace(record, k) }));
    if (!header.isBare) return;
  }
  if (reading.isHopeless) return;
  if (record.count === reading.width) {
    readRow(reading, record);
    return;
  }
  reading.isPartial = true;
  reading.isHopeless = reading.isBare && reading.rows === 0;
  const { width, isBare } = reading;
  const wanted = isBare ? `, expected ${namesText(shape)}` : ` where the header has ${width}`;
  const text = `${counted(record.count, 'field')}${wanted}`;
  const place = { line: record.line, column: 1 };
  report(list, () => ({ code: 'broken-csv', path: shape.name, text, file, ...place }));
}

/** A table whose bytes come in pieces: `push` returns whether it wants more. */
export type TableScan = {
  readonly push: (piece: Uint8Array) => boolean;
  /** After the last piece; `problem`: what kept the others from coming. */
  readonly finish: (problem?: Problem) => TableRead;
};

/** Reads a table as `readTable` does, from pieces that somebody else has; `file` is its name. */
export function scanTable(shape: RowShape, file: string, list: ProblemList): TableScan {
  const place = new Int32Array(0);
  const state = {
    width: 0,
    rows: 0,
    isHopeless: false,
    isPartial: false,
    isBare: false,
    places: [],
  };
  const reading: Reading = { shape, file, list, place, ...state };
  const hash = createHash('sha256');
  const onFault = ({ code, text, line, column }: CsvFault) => {
    reading.isPartial = true;
    report(list, () => ({ code, path: shape.name, text, file, line, column }));
  };
  const take = (record: CsvRecord) => takeRecord(reading, record);
  const scanner = createCsvScanner(take, onFault, csvLimits, shape.form);
  const push = (piece: Uint8Array) => {
    hash.update(piece);
    return pushCsv(scanner, piece) && !reading.isHopeless;
  };
  const finish = (problem?: Problem): TableRead => {
    if (problem !== undefined)
      report(list, () => ({ ...problem, path: shape.name, line: scanner.record.line, column: 1 }));
    else if (!reading.isHopeless) finishCsv(scanner);
    const hasHeader = reading.width > 0;
    if (problem === undefined && !hasHeader && !reading.isPartial)
      report(list, () => noHeader(shape, file));
    const isStopped = problem !== undefined || reading.isHopeless || scanner.isGivenUp;
    const isRead = hasHeader && !isStopped;
    const isWhole = isRead && !reading.isPartial;
    if (shape.key !== undefined) shape.key.isWhole = isWhole;
    const fault = isWhole ? shape.endTable?.() : undefined;
    if (fault !== undefined) blameColumn(reading, fault);
    return { rows: reading.rows, sha256: hash.digest('hex'), isWhole, isRead };
  };
  return { push, finish };
}

/**
 * Reads the table in the file at `path`, of the kind `kind`, into the columns of `shape`; what is
 * wrong goes to `list`. Rows that are no CSV are passed over, all others are taken, with stand-ins
 * for faulty fields. The table and its key are whole when no row was passed over.
 */
export async function readTable(
  shape: RowShape,
  path: string,
  kind: InputKind,
  list: ProblemList,
): Promise<TableRead> {
  const scan = scanTable(shape, path, list);
  return scan.finish(await readBytes(path, kind, scan.push));
}

function noHeader(shape: RowShape, file: string): Problem {
  const wanted = shape.mayLackHeader ? 'lines of' : 'a header:';
  const text = `the table is empty; it needs ${wanted} ${namesText(shape)}`;
  return { code: 'missing-header', path: shape.name, text, file, line: 1, column: 1 };
}

const namesText = ({ columns }: RowShape): string => columns.map(({ name }) => name).join(',');
