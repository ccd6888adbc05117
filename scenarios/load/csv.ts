// Which fields does a CSV table hold, and where in the file does each of them stand?
import {
  type CsvFault,
  type CsvForm,
  type CsvLimits,
  type CsvRecord,
  csvLimits,
  placeOf,
} from './csv-record.ts';

/** A table that is being read; `pushCsv` and `finishCsv` move it on. */
export type CsvScanner = {
  readonly onRecord: (record: CsvRecord) => void;
  readonly onFault: (fault: CsvFault) => void;
  readonly limits: CsvLimits;
  readonly record: CsvRecord;
  readonly comment: number;
  /** Between fields; 0: not known before the first line is there. */
  separator: number;
  bytes: Uint8Array;
  /** Bytes in `bytes` that are there; the byte behind them is a line feed while scanning. */
  filled: number;
  /** The next byte to look at. */
  at: number;
  /** Where the scan of the record at `at` ended. */
  next: number;
  /** Whether a field of the record has doubled quotes. */
  hasDoubles: boolean;
  /** Line breaks inside the quotes of the record. */
  lineBreaks: number;
  faultAt: number;
  faultText: string;
  faultCode: CsvFault['code'];
  isStarted: boolean;
  /** To the end of a broken line. */
  isSkipping: boolean;
  isGivenUp: boolean;
};

const lineFeed = 10;
const carriageReturn = 13;
const quote = 34;
const comma = 44;
const tab = 9;

/** Why a scan of one record ended. */
const whole = 0;
const cutOff = 1;
const broken = 2;
const hopeless = 3;

/** Makes doubled quotes single in place; the second ones come to stand behind the field. */
function withoutDoubles(bytes: Uint8Array, start: number, end: number): number {
  let to = start;
  for (let from = start; from < end; from++) {
    if (bytes[from] === quote) from++;
    bytes[to++] = bytes[from] as number;
  }
  bytes.fill(quote, to, end);
  return to;
}

/**
 * A reader of CSV after RFC 4180 from bytes in any pieces: a BOM is skipped, lines end in LF or
 * CRLF, the last may lack its end, empty lines are passed over. Every record goes to `onRecord`,
 * the header is the first. A broken record goes to `onFault` and the next line is tried; a table
 * that breaks a limit, or ends inside quotes, is given up.
 * Source: RFC 4180. Why it is our own: notebooks/decisions/csv-reader.md.
 */
export function createCsvScanner(
  onRecord: (record: CsvRecord) => void,
  onFault: (fault: CsvFault) => void,
  limits: CsvLimits = csvLimits,
  { mayHaveTabs, comment = -1 }: CsvForm = {},
): CsvScanner {
  const bytes = new Uint8Array(1 << 16);
  const start = new Int32Array(limits.columnsMax + 1);
  const end = new Int32Array(limits.columnsMax + 1);
  return {
    onRecord,
    onFault,
    limits,
    record: { bytes, start, end, count: 0, line: 1, from: 0 },
    comment,
    separator: mayHaveTabs ? 0 : comma,
    bytes,
    filled: 0,
    at: 0,
    next: 0,
    hasDoubles: false,
    lineBreaks: 0,
    faultAt: 0,
    faultText: '',
    faultCode: 'broken-csv',
    isStarted: false,
    isSkipping: false,
    isGivenUp: false,
  };
}

function faulty(scanner: CsvScanner, place: number, text: string, outcome = broken): number {
  scanner.faultAt = place;
  scanner.faultText = text;
  scanner.faultCode = 'broken-csv';
  return outcome;
}

function tooLong(scanner: CsvScanner): number {
  const text = `a line has more than ${scanner.limits.lineBytesMax} bytes`;
  faulty(scanner, scanner.at, text);
  scanner.faultCode = 'line-too-long';
  return hopeless;
}

function tooWide(scanner: CsvScanner, place: number): number {
  faulty(scanner, place, `more than ${scanner.limits.columnsMax} columns`);
  scanner.faultCode = 'too-many-columns';
  return hopeless;
}

/** Reads a quoted field that opens at `open`; `next` is then behind its closing quote. */
function scanQuoted(scanner: CsvScanner, open: number, field: number, isLast: boolean): number {
  const { bytes, filled, record } = scanner;
  let isDoubled = false;
  let to = open + 1;
  for (; ; to++) {
    if (to >= filled) {
      const text = 'a quote that opens here is never closed';
      return isLast ? faulty(scanner, open, text, hopeless) : cutOff;
    }
    if (bytes[to] === lineFeed) scanner.lineBreaks++;
    if (bytes[to] !== quote) continue;
    if (to + 1 >= filled && !isLast) return cutOff;
    if (to + 1 >= filled || bytes[to + 1] !== quote) break;
    isDoubled = true;
    to++;
  }
  scanner.hasDoubles ||= isDoubled;
  record.start[field] = open + 1;
  record.end[field] = isDoubled ? -to : to; // unescaped when the record is whole
  scanner.next = to + 1;
  const after = bytes[to + 1];
  if (after === scanner.separator || after === lineFeed || after === carriageReturn) return whole;
  return faulty(scanner, to + 1, 'text after a closing quote');
}

/** Ends the record at `to`, which is a line end or the end of the bytes. */
function endRecord(scanner: CsvScanner, to: number, isLast: boolean): number {
  const { bytes, filled } = scanner;
  let end = to;
  if (end < filled && bytes[end] === carriageReturn) {
    end++;
    if (bytes[end] !== lineFeed)
      return faulty(scanner, to, 'a carriage return without a line feed');
  }
  if (end >= filled && !isLast) return cutOff;
  scanner.next = end < filled ? end + 1 : filled;
  return whole;
}

/** Reads the record at `at`. The byte at `filled` is a line feed, so that no loop runs out. */
function scanRecord(scanner: CsvScanner, isLast: boolean): number {
  const { bytes, filled, limits, separator } = scanner;
  const { start, end } = scanner.record;
  let field = 0;
  let to = scanner.at;
  scanner.lineBreaks = 0;
  scanner.hasDoubles = false;
  for (;;) {
    if (bytes[to] === quote && to < filled) {
      const outcome = scanQuoted(scanner, to, field, isLast);
      if (outcome !== whole) return outcome;
      to = scanner.next;
    } else {
      start[field] = to;
      let byte = bytes[to] as number;
      // Digits and letters come after comma and tab, so that most bytes cost one comparison.
      while (
        byte > comma ||
        (byte !== separator && byte !== lineFeed && byte !== quote && byte !== carriageReturn)
      )
        byte = bytes[++to] as number;
      if (byte === quote)
        return faulty(scanner, to, 'a quote inside a field that does not begin with one');
      end[field] = to;
    }
    field++;
    if (bytes[to] !== separator) break;
    if (field >= limits.columnsMax) return tooWide(scanner, to);
    to++;
  }
  scanner.record.count = field;
  return endRecord(scanner, to, isLast);
}

/** Passes over the rest of a broken line. */
function skipLine(scanner: CsvScanner): void {
  const end = scanner.bytes.indexOf(lineFeed, scanner.at);
  scanner.isSkipping = end < 0 || end >= scanner.filled;
  scanner.at = scanner.isSkipping ? scanner.filled : end + 1;
  if (!scanner.isSkipping) scanner.record.line++;
}

function handOut(scanner: CsvScanner): void {
  const { record, bytes } = scanner;
  const { start, end } = record;
  if (record.count > 1 || end[0] !== start[0]) {
    for (let k = 0; k < record.count && scanner.hasDoubles; k++) {
      const to = end[k] as number;
      if (to < 0) end[k] = withoutDoubles(bytes, start[k] as number, -to);
    }
    scanner.onRecord(record);
  }
  record.line += scanner.lineBreaks + 1;
  scanner.at = scanner.next;
}

function giveFault(scanner: CsvScanner): void {
  const place = placeOf(scanner.record, scanner.faultAt);
  scanner.onFault({ code: scanner.faultCode, text: scanner.faultText, ...place });
}

/** Skips a BOM once enough bytes are there to tell; returns whether they are. */
function begin(scanner: CsvScanner, isLast: boolean): boolean {
  const { bytes, filled } = scanner;
  if (filled < 3 && !isLast) return false;
  if (filled >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) scanner.at = 3;
  scanner.isStarted = true;
  return true;
}

/** Looks at the first line, once it is there as a whole; returns whether it is. */
function chooseSeparator(scanner: CsvScanner, isLast: boolean): boolean {
  const { bytes, at, filled, limits } = scanner;
  const end = bytes.indexOf(lineFeed, at); // the one behind the bytes at last
  if (end >= filled && !isLast && filled - at <= limits.lineBytesMax) return false;
  const first = bytes.indexOf(tab, at);
  scanner.separator = first >= 0 && first < end ? tab : comma;
  return true;
}

function scanAll(scanner: CsvScanner, isLast: boolean): void {
  const { bytes, record, limits } = scanner;
  if (!scanner.isStarted && !begin(scanner, isLast)) return;
  bytes[scanner.filled] = lineFeed;
  record.bytes = bytes;
  if (scanner.isSkipping) skipLine(scanner);
  while (scanner.at < scanner.filled) {
    if (bytes[scanner.at] === scanner.comment) {
      skipLine(scanner);
      continue;
    }
    if (scanner.separator === 0 && !chooseSeparator(scanner, isLast)) return;
    record.from = scanner.at;
    let outcome = scanRecord(scanner, isLast);
    const length = (outcome === cutOff ? scanner.filled : scanner.next) - scanner.at;
    if (outcome <= cutOff && length > limits.lineBytesMax) outcome = tooLong(scanner);
    if (outcome === cutOff) return;
    if (outcome === whole) {
      handOut(scanner);
      continue;
    }
    giveFault(scanner);
    scanner.isGivenUp = outcome === hopeless;
    if (scanner.isGivenUp) return;
    record.line += scanner.lineBreaks;
    scanner.at = scanner.faultAt;
    skipLine(scanner);
  }
}

/** Moves what is unread to the front and makes room for `length` bytes and the line feed. */
function makeRoom(scanner: CsvScanner, length: number): void {
  scanner.bytes.copyWithin(0, scanner.at, scanner.filled);
  scanner.filled -= scanner.at;
  scanner.at = 0;
  if (scanner.filled + length + 1 <= scanner.bytes.length) return;
  const larger = new Uint8Array((scanner.filled + length + 1) * 2);
  larger.set(scanner.bytes.subarray(0, scanner.filled));
  scanner.bytes = larger;
}

/** Takes the next bytes of the table; `false` once the table was given up. */
export function pushCsv(scanner: CsvScanner, chunk: Uint8Array): boolean {
  if (scanner.isGivenUp) return false;
  makeRoom(scanner, chunk.length);
  scanner.bytes.set(chunk, scanner.filled);
  scanner.filled += chunk.length;
  scanAll(scanner, false);
  return !scanner.isGivenUp;
}

/** The table has ended: its last line is read though it may lack an end. */
export function finishCsv(scanner: CsvScanner): void {
  if (!scanner.isGivenUp) scanAll(scanner, true);
}
