// Where in a CSV table does a record and each of its fields stand?

/** What a hostile table may not do; beyond it the table is refused. */
export type CsvLimits = {
  /** Bytes of one record, with the line breaks inside its quotes. */
  readonly lineBytesMax: number;
  readonly columnsMax: number;
};

/** The limits of every table. */
export const csvLimits: CsvLimits = { lineBytesMax: 1 << 20, columnsMax: 256 };

/** How a table is written beyond RFC 4180. */
export type CsvForm = {
  /** Tabs stand between fields where the first line has one, else commas. */
  readonly mayHaveTabs?: true;
  /** Lines that begin with this byte are passed over. */
  readonly comment?: number;
};

/**
 * One record, valid until the next one is handed out. Field `k` is `bytes[start[k] .. end[k])`,
 * without its quotes and with doubled quotes made single.
 */
export type CsvRecord = {
  bytes: Uint8Array;
  readonly start: Int32Array;
  readonly end: Int32Array;
  /** Number of fields. */
  count: number;
  /** Line of the record's first byte, from 1. */
  line: number;
  /** Place of the record's first byte in `bytes`. */
  from: number;
};

/** What is wrong with the table as CSV, and where. */
export type CsvFault = {
  readonly code: 'broken-csv' | 'line-too-long' | 'too-many-columns';
  readonly text: string;
  readonly line: number;
  readonly column: number;
};

const lineFeed = 10;
const quote = 34;

/** Line and column, both from 1, of a byte of the record; columns count characters. */
export function placeOf(record: CsvRecord, at: number): { line: number; column: number } {
  let line = record.line;
  let column = 1;
  for (let k = record.from; k < at; k++) {
    const byte = record.bytes[k] as number;
    if (byte === lineFeed) {
      line++;
      column = 1;
    } else if ((byte & 0xc0) !== 0x80) column++;
  }
  return { line, column };
}

/**
 * Line and column of field `k` of a record that was handed out, at its opening quote where it has
 * one. Every quote inside a field stood there twice; the second ones wait behind the field.
 */
export function fieldPlace(record: CsvRecord, k: number): { line: number; column: number } {
  const { bytes, start, end, from } = record;
  let { line } = record;
  let column = 1;
  let walked = from;
  for (let field = 0; field < k; field++) {
    column += (start[field] as number) - walked;
    walked = end[field] as number;
    for (let at = start[field] as number; at < (end[field] as number); at++) {
      const byte = bytes[at] as number;
      if (byte === lineFeed) {
        line++;
        column = 1;
      } else if ((byte & 0xc0) !== 0x80) column++;
      if (byte !== quote) continue;
      column++;
      walked++;
    }
  }
  const at = start[k] as number;
  const isQuoted = at > from && bytes[at - 1] === quote;
  return { line, column: column + at - walked - (isQuoted ? 1 : 0) };
}
