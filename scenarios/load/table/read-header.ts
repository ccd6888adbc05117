// Which column of a table stands in which field, by the header?
import { quoted, suggestion } from '@fairlead/core';
import type { CsvRecord } from '../csv-record.ts';
import type { RowShape } from './row-shape.ts';

/** What is wrong with a header, at its field `k`. */
export type HeaderFault = {
  readonly code: string;
  readonly path: string;
  readonly text: string;
  readonly k: number;
};

/** What the first line of a table says. */
export type Header = {
  /** Fields of a row. */
  readonly width: number;
  /** Field of each column of the shape; -1: the column is absent. */
  readonly place: Int32Array;
  /** Whether the line is no header but the first row, of all columns in their order. */
  readonly isBare: boolean;
  readonly faults: readonly HeaderFault[];
};

function namesOf(record: CsvRecord): string[] {
  const names: string[] = [];
  for (let k = 0; k < record.count; k++)
    names.push(Buffer.from(record.bytes.subarray(record.start[k], record.end[k])).toString());
  return names;
}

/** The header in the first record of a table. */
export function readHeader(shape: RowShape, record: CsvRecord): Header {
  const { columns } = shape;
  const names = namesOf(record);
  if (shape.mayLackHeader && !columns.some(({ name }) => names.includes(name))) {
    const place = Int32Array.from(columns.keys());
    return { width: columns.length, place, isBare: true, faults: [] };
  }
  const place = Int32Array.from(columns, ({ name }) => names.indexOf(name));
  const faults = columns.flatMap((_, k) => columnFaults(shape, k, names, place));
  if (faults.length === 0) faults.push(...otherFaults(shape, names));
  return { width: record.count, place, isBare: false, faults };
}

/** A column that is there twice, or not at all. */
function columnFaults(
  { name: table, columns }: RowShape,
  k: number,
  names: readonly string[],
  place: Int32Array,
): HeaderFault[] {
  const { name = '', isOptional } = columns[k] ?? {};
  const [path, field] = [`${table}.${name}`, place[k] as number];
  if (field >= 0) {
    const last = names.lastIndexOf(name);
    const text = `column ${quoted(name)} is there twice`;
    return last > field ? [{ code: 'duplicate-column', path, text, k: last }] : [];
  }
  if (isOptional === true) return [];
  const known = columns.map((column) => column.name);
  const hint = suggestion(
    name,
    names.filter((other) => !known.includes(other)),
  );
  return [
    { code: 'missing-column', path, text: `there is no column ${quoted(name)}${hint}`, k: 0 },
  ];
}

/**
 * Columns that are no column of the table and nearly one that is absent: what stands in them would
 * be passed over. Where the table is closed, all that are none.
 */
function otherFaults(
  { name: table, columns, isClosed }: RowShape,
  names: readonly string[],
): HeaderFault[] {
  const known = columns.map(({ name }) => name);
  const absent = known.filter((name) => !names.includes(name));
  return names.flatMap((name, k) => {
    if (known.includes(name)) return [];
    const hint = suggestion(name, absent);
    if (hint === '' && isClosed !== true) return [];
    const listed = isClosed ? `; it has ${known.join(', ')}` : '';
    const text = `${quoted(name)} is not a column of ${table}${listed}${hint}`;
    return [{ code: 'unknown-column', path: `${table}.${name}`, text, k }];
  });
}
