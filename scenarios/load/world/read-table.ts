// What stands in one table of a world folder, and what is wrong with it?
import { createHash } from 'node:crypto';
import { type Fault, type Problem, quoted, suggestion } from '@fairlead/core';
import { type ByteLimits, readBytes } from '../byte-source.ts';
import { createCsvScanner, finishCsv, pushCsv } from '../csv.ts';
import { type CsvFault, type CsvLimits, type CsvRecord, fieldPlace } from '../csv-record.ts';
import { type ProblemList, report } from '../problems.ts';
import type { Key, Take } from './columns.ts';

export type TableLimits = ByteLimits & CsvLimits;

/** A column by the name in the header, and what takes its fields. */
export type FieldShape = {
  readonly name: string;
  readonly take: Take;
  /** The column may be absent; its fields are then empty. */
  readonly isOptional?: true;
};

/** A fault that only a whole row has, at the column that is named. */
export type RowFault = { readonly column: string; readonly fault: Fault };

/** What is read of a table; fields of a row are taken in the order of these columns. */
export type RowShape = {
  readonly name: string;
  readonly columns: readonly FieldShape[];
  /** Called when all fields of row `row` were taken: a fault of the row and its column. */
  readonly endRow?: (row: number) => RowFault | undefined;
  readonly key?: Key;
  /** A column that is none of these is a mistake, whatever its name. */
  readonly isClosed?: true;
};

/** What was read: rows, and SHA-256 (hex) of the bytes as CSV, unzipped. */
export type TableRead = {
  readonly rows: number;
  readonly sha256: string;
  /** Whether every row was read. */
  readonly isWhole: boolean;
};

type Reading = {
  readonly shape: RowShape;
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
  if (!reading.isHopeless) checkOthers(shape, names, wrong);
}

/**
 * Says columns that are no column of the table and nearly one that is absent: what stands in them
 * would be passed over. Where the table is closed, all that are none.
 */
function checkOthers(
  { name: table, columns, isClosed }: RowShape,
  names: readonly string[],
  wrong: (code: string, path: string, text: string, field: number) => void,
): void {
  const known = columns.map(({ name }) => name);
  const absent = known.filter((name) => !names.includes(name));
  names.forEach((name, field) => {
    if (known.includes(name)) return;
    const hint = suggestion(name, absent);
    if (hint === '' && isClosed !== true) return;
    const listed = isClosed ? `; it has ${known.join(', ')}` : '';
    const text = `${quoted(name)} is no column of ${table}${listed}${hint}`;
    wrong('unknown-column', `${table}.${name}`, text, field);
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

function startReading(shape: RowShape, file: string, list: ProblemList): Reading {
  const place = new Int32Array(shape.columns.length).fill(-1);
  return { shape, file, list, place, width: 0, rows: 0, isHopeless: false, isPartial: false };
}

/**
 * Reads the table at `path` into the columns of `shape`; what is wrong goes to `list`. Rows that
 * are no CSV are passed over, all others are taken, with stand-ins for faulty fields. The table and
 * its key are whole when no row was passed over.
 */
export async function readTable(
  shape: RowShape,
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

function noHeader(shape: RowShape, file: string): Problem {
  const names = shape.columns.map((column) => column.name).join(',');
  const text = `the table is empty; it needs a header: ${names}`;
  return { code: 'missing-header', path: shape.name, text, file, line: 1, column: 1 };
}
