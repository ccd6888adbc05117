// Which columns of numbers and texts does a table hold that no shape says anything of?
import { counted, grouped, type Problem, quoted } from '@fairlead/core';
import { readBytes } from '../byte-source.ts';
import { createCsvScanner, finishCsv, pushCsv } from '../csv.ts';
import { type CsvRecord, fieldPlace } from '../csv-record.ts';
import type { InputKind } from '../input-kinds.ts';
import { type ProblemList, report } from '../problems.ts';
import { type ByteIndex, createByteIndex, internBytes, textOfBytes } from '../world/byte-index.ts';
import { append, type Growing, growing, readNumber, rowsOf } from '../world/columns.ts';

/** A column by its name in the header. */
type ReadColumn = { readonly name: string; readonly values: readonly string[] | Float64Array };

/** Texts that were seen, by their bytes and as what they are: equal ones are one text. */
type Seen = { readonly index: ByteIndex; readonly texts: string[] };

/** A column while it is read: numbers, or texts; `seen` as long as many of them are equal. */
type Column = {
  readonly name: string;
  readonly numbers?: Growing<Float64Array>;
  readonly texts?: string[];
  seen?: Seen | undefined;
};

/** From so many texts on a column is looked at: where most are new, looking them up is no use. */
const seenMin = 4096;

type Reading = {
  readonly file: string;
  readonly list: ProblemList;
  /** Rows that there are at most: columns that need not grow take no room twice. */
  readonly rowsMax: number;
  columns: Column[] | undefined;
};

const textOf = ({ bytes, start, end }: CsvRecord, k: number): string =>
  textOfBytes(bytes, start[k] as number, end[k] as number);

function wrong({ file, list }: Reading, record: CsvRecord, field: number, text: string): void {
  const place = fieldPlace(record, field);
  report(list, () => ({ code: 'broken-csv', path: '', text, file, ...place }));
}

function takeHeader(reading: Reading, record: CsvRecord, isText: (name: string) => boolean): void {
  const names = Array.from({ length: record.count }, (_, k) => textOf(record, k));
  const twice = names.findIndex((name, k) => names.indexOf(name) < k);
  if (twice >= 0) wrong(reading, record, twice, 'a column that is there twice');
  reading.columns = names.map((name) =>
    isText(name)
      ? { name, texts: [], seen: { index: createByteIndex(), texts: [] } }
      : { name, numbers: growing(Float64Array, reading.rowsMax) },
  );
}

/** The number in a field: what has none is written as NaN. */
function numberIn(reading: Reading, record: CsvRecord, k: number): number {
  const value = readNumber(record.bytes, record.start[k] as number, record.end[k] as number);
  if (!Number.isNaN(value)) return value;
  const text = textOf(record, k);
  if (text !== 'NaN') wrong(reading, record, k, `expected a number, found ${quoted(text)}`);
  return value;
}

/** The text in a field. */
function textIn(seen: Seen | undefined, record: CsvRecord, k: number): string {
  if (seen === undefined) return textOf(record, k);
  const [start, end] = [record.start[k] as number, record.end[k] as number];
  const row = internBytes(seen.index, record.bytes, start, end);
  if (row === seen.texts.length) seen.texts.push(textOf(record, k));
  return seen.texts[row] as string;
}

function takeRow(reading: Reading, columns: readonly Column[], record: CsvRecord): void {
  if (record.count !== columns.length) {
    const found = counted(record.count, 'field');
    const text = `${found} where the header has ${grouped(columns.length)}`;
    wrong(reading, record, 0, text);
    return;
  }
  for (let k = 0; k < columns.length; k++) {
    const column = columns[k] as Column;
    const { numbers, texts, seen } = column;
    if (numbers !== undefined) append(numbers, numberIn(reading, record, k));
    if (texts === undefined) continue;
    texts.push(textIn(seen, record, k));
    const isMostlyNew = seen && seen.texts.length > Math.max(seenMin, texts.length / 2);
    if (isMostlyNew) column.seen = undefined;
  }
}

/** Lines of a file, the last one with or without its end, or why they cannot be counted. */
async function countLines(path: string, kind: InputKind) {
  let lines = 0;
  let isOpen = false;
  const problem = await readBytes(path, kind, (piece) => {
    for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) lines++;
    isOpen = piece[piece.length - 1] !== 10;
    return true;
  });
  return { lines: lines + (isOpen ? 1 : 0), problem };
}

/**
 * The columns of the table in the file at `path`, those that `isText` names as texts and all others
 * as numbers, and what is wrong with it: no CSV, rows of another length than the header's, a column
 * that is there twice, a field that is no number. The file is read twice, as counting its lines
 * first is what keeps the memory down.
 */
export async function readColumns(
  path: string,
  kind: InputKind,
  isText: (name: string) => boolean,
): Promise<{ readonly columns: readonly ReadColumn[]; readonly problems: readonly Problem[] }> {
  const { lines, problem } = await countLines(path, kind);
  if (problem !== undefined) return { columns: [], problems: [problem] };
  const list: ProblemList = { problems: [], more: 0 };
  const reading: Reading = { file: path, list, rowsMax: lines - 1, columns: undefined };
  const take = (record: CsvRecord) => {
    if (reading.columns === undefined) takeHeader(reading, record, isText);
    else takeRow(reading, reading.columns, record);
  };
  const fault = (about: { readonly code: string; readonly text: string }) =>
    report(list, () => ({ path: '', file: path, ...about }));
  const scanner = createCsvScanner(take, fault);
  const stop = await readBytes(path, kind, (piece) => pushCsv(scanner, piece));
  if (stop === undefined) finishCsv(scanner);
  else report(list, () => stop);
  const columns = (reading.columns ?? []).map(({ name, numbers, texts = [] }) => {
    return { name, values: numbers === undefined ? texts : rowsOf(numbers) };
  });
  return { columns, problems: list.problems };
}
