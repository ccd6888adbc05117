// What stands in one table of a world folder, and what is wrong with it?
import { createHash } from 'node:crypto';
import { type Fault, type Problem, quoted, suggestion } from '@fairlead/core';
import { type ByteLimits, readBytes } from '../byte-source.ts';
import { createCsvScanner, finishCsv, pushCsv } from '../csv.ts';
import { type CsvFault, type CsvLimits, type CsvRecord, fieldPlace } from '../csv-record.ts';
import { type ProblemList, report } from '../problems.ts';
import type { TableShape } from './tables.ts';

export type TableLimits = ByteLimits & CsvLimits;

/** What was read: rows, and SHA-256 (hex) of the bytes as CSV, unzipped. */
export type TableRead = {
  readonly rows: number;
  readonly sha256: string;
  /** Whether every row was read. */
  readonly isWhole: boolean;
};

type Reading = {
  readonly shape: TableShape;
  readonly file: string;
  readonly list: ProblemList;
  /** Fields of a record; 0 before the header was read. */
  width: number;
  /** Field of each column of the shape; -1: the column is absent. */
  place: Int32Array;
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

function headerNames(record: CsvRecord): string[] {
  const names: string[] = [];
  for (let k = 0; k < record.count; k++)
    names.push(Buffer.from(record.bytes.subarray(record.start[k], record.end[k])).toString());
  return names;
}

function readHeader(reading: Reading, record: CsvRecord): void {
  const { shape, file, list } = reading;
  const names = headerNames(record);
  reading.width = record.count;
  const wrong = (code: string, path: string, text: string, k: number) => {
    reading.isHopeless = true;
    report(list, () => ({ code, path, text, file, ...fieldPlace(record, k) }));
  };
  shape.columns.forEach(({ name, isOptional }, k) => {
    const field = names.indexOf(name);
    reading.place[k] = field;
    if (field >= 0 && names.indexOf(name, field + 1) >= 0)
      wrong(
        'duplicate-column',
        `${shape.name}.${name}`,
        `column ${quoted(name)} is there twice`,
        names.lastIndexOf(name),
      );
    if (field >= 0 || isOptional === true) return;
    const known = shape.columns.map((column) => column.name);
    const hint = suggestion(
      name,
      names.filter((other) => !known.includes(other)),
    );
    const text = `there is no column ${quoted(name)}${hint}`;
    wrong('missing-column', `${shape.name}.${name}`, text, 0);
  });
}

function readRow(reading: Reading, record: CsvRecord): void {
  const { shape, place } = reading;
  const { columns } = shape;
  const { bytes, start, end } = record;
  for (let k = 0; k < columns.length; k++) {
    const field = place[k] as number;
    const from = field < 0 ? 0 : (start[field] as number);
    const to = field < 0 ? 0 : (end[field] as number);
    const fault = (columns[k] as (typeof columns)[number]).take(bytes, from, to);
    if (fault !== undefined) blame(reading, record, k, fault);
  }
  const fault = shape.endRow?.(reading.rows);
  if (fault !== undefined) {
    const k = columns.findIndex((column) => column.name === fault.column);
    blame(reading, record, k, fault.fault);
  }
  reading.rows++;
}

function takeRecord(reading: Reading, record: CsvRecord): void {
  if (reading.width === 0) readHeader(reading, record);
  else if (reading.isHopeless) return;
  else if (record.count === reading.width) readRow(reading, record);
  else {
    reading.isPartial = true;
    const { shape, file, width } = reading;
    const text = `${record.count} fields where the header has ${width}`;
    const place = { line: record.line, column: 1 };
    report(reading.list, () => ({ code: 'broken-csv', path: shape.name, text, file, ...place }));
  }
}

function startReading(shape: TableShape, file: string, list: ProblemList): Reading {
  const place = new Int32Array(shape.columns.length).fill(-1);
  return { shape, file, list, place, width: 0, rows: 0, isHopeless: false, isPartial: false };
}

/**
 * Reads the table at `path` into the columns of `shape`; what is wrong goes to `list`. Rows that
 * are no CSV are passed over, all others are taken, with stand-ins for faulty fields. The table and
 * its key are whole when no row was passed over.
 */
export async function readTable(
  shape: TableShape,
  path: string,
  limits: TableLimits,
  list: ProblemList,
): Promise<TableRead> {
  const reading = startReading(shape, path, list);
  const hash = createHash('sha256');
  const onFault = ({ code, text, line, column }: CsvFault) => {
    reading.isPartial = true;
    report(list, () => ({ code, path: shape.name, text, file: path, line, column }));
  };
  const scanner = createCsvScanner((record) => takeRecord(reading, record), onFault, limits);
  const problem = await readBytes(path, limits, (chunk) => {
    hash.update(chunk);
    return pushCsv(scanner, chunk) && !reading.isHopeless;
  });
  if (problem !== undefined) report(list, () => stopped(problem, shape.name, scanner.record.line));
  else if (!reading.isHopeless) finishCsv(scanner);
  const hasHeader = reading.width > 0;
  if (problem === undefined && !hasHeader && !reading.isPartial)
    report(list, () => noHeader(shape, path));
  const isWhole = problem === undefined && hasHeader && !reading.isHopeless && !reading.isPartial;
  if (shape.key !== undefined) shape.key.isWhole = isWhole;
  return { rows: reading.rows, sha256: hash.digest('hex'), isWhole };
}

function stopped(problem: Problem, table: string, line: number): Problem {
  return { ...problem, path: table, line, column: 1 };
}

function noHeader(shape: TableShape, file: string): Problem {
  const names = shape.columns.map((column) => column.name).join(',');
  const text = `the table is empty; it needs a header: ${names}`;
  return { code: 'missing-header', path: shape.name, text, file, line: 1, column: 1 };
}
