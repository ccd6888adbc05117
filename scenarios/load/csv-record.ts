// Where in a CSV table does a record and each of its fields stand?

/** What a hostile table may not do; beyond it the table is refused. */
export type CsvLimits = {
  /** Bytes of one record, with the line breaks inside its quotes. */
  readonly lineBytesMax: number;
  readonly columnsMax: number;
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

/** Line and column of field `k`, at its opening quote where it has one. */
export function fieldPlace(record: CsvRecord, k: number): { line: number; column: number } {
  const start = record.start[k] as number;
  const isQuoted = start > record.from && record.bytes[start - 1] === quote;
  return placeOf(record, isQuoted ? start - 1 : start);
}
