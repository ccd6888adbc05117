// How do rows of a series become a Parquet file, while there are still more to come?
import { appendFileSync, writeFileSync } from 'node:fs';
import { groupRowsMax } from '@fairlead/scenarios';
import type { Series, SeriesColumn } from '@fairlead/sim';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';

/** Columns of counts and instants: whole numbers, so that nobody groups by a double. */
const wholeNames: ReadonlySet<string> = new Set([
  ...['asn', 'errors', 'failovers', 'flips', 'group', 'has_embedded', 'members', 'pictures'],
  ...['sessions', 'sessions_active', 'sessions_started', 'at_ms', 'start_ms', 'stalled_ms'],
  ...['tries', 'answered', 'timed_out', 'held_back', 'wait_ms'],
  ...[
    'utc_offset_ms',
    'wanted_ms',
    'until_ms',
    'published_ms',
    'served_ms',
    'reached',
    'elements',
    'stopped_before',
  ],
  ...['routes', 'changes', 'sent', 'lost', 'late', 'doubled', 'wrong', 'taken', 'stale'],
  ...['forgotten', 'future', 'failed_starts', 'failed_sessions'],
]);

/** What stands at the end of a name, and which unit it is. */
const units: readonly (readonly [end: string, unit: string])[] = [
  ['_bps', 'bit/s'],
  ['_bytes', 'B'],
  ['bytes', 'B'],
  ['_hours', 'h'],
  ['_ms', 'ms'],
  ['_share', '1'],
];

const unitOf = (name: string): string | undefined => units.find(([end]) => name.endsWith(end))?.[1];

type Kind = 'text' | 'whole' | 'number';

const kindOf = ({ name, values }: SeriesColumn): Kind => {
  if (!(values instanceof Float64Array)) return 'text';
  return wholeNames.has(name) ? 'whole' : 'number';
};

function elementOf(column: SeriesColumn) {
  const { name } = column;
  const kind = kindOf(column);
  if (kind === 'text')
    return {
      ...{ name, type: 'BYTE_ARRAY' as const, repetition_type: 'REQUIRED' as const },
      converted_type: 'UTF8' as const,
    };
  const type = kind === 'whole' ? ('INT64' as const) : ('DOUBLE' as const);
  return { name, type, repetition_type: 'REQUIRED' as const };
}

/** A writer into memory that is emptied into the file at `path` after each group of rows. */
function fileWriter(path: string): ByteWriter {
  const writer = new ByteWriter();
  writeFileSync(path, '');
  const flush = (): void => {
    appendFileSync(path, writer.getBytes());
    writer.index = 0;
  };
  return Object.assign(writer, { flush, finish: flush });
}

/** Values of rows `from` to before `to`, as the format has them. */
function sliceOf(column: SeriesColumn, from: number, to: number) {
  const { values } = column;
  if (!(values instanceof Float64Array)) return values.slice(from, to);
  const part = values.slice(from, to);
  return kindOf(column) === 'whole' ? BigInt64Array.from(part, (value) => BigInt(value)) : part;
}

/** A Parquet file that is being written. */
export type ParquetFile = {
  /** Adds rows of columns that are the same each time; full groups go to the file. */
  readonly append: (columns: readonly SeriesColumn[]) => void;
  /** Writes what is left, and the end without which the file is none. */
  readonly end: () => void;
};

/**
 * Begins a Parquet file at `path` of columns as those of `first`: texts, whole numbers and doubles,
 * no value absent, not compressed, in groups of `groupRowsMax` rows; units stand in its metadata.
 * Memory: two groups.
 */
export function beginParquet(path: string, { columns: first }: Series): ParquetFile {
  const unitOfColumn = first.flatMap(({ name }) => {
    const unit = unitOf(name);
    return unit === undefined ? [] : [[name, unit] as const];
  });
  const file = new ParquetWriter({
    writer: fileWriter(path),
    schema: [{ name: 'rows', num_children: first.length }, ...first.map(elementOf)],
    codec: 'UNCOMPRESSED',
    createdBy: 'fairlead',
    kvMetadata: [{ key: 'units', value: JSON.stringify(Object.fromEntries(unitOfColumn)) }],
  });
  let waiting: (readonly SeriesColumn[])[] = [];
  let rows = 0;
  const writeAll = (isEnd: boolean): void => {
    const columns = first.map((_, k) => joinedColumn(waiting.map((piece) => columnAt(piece, k))));
    let from = 0;
    for (; from < rows && (isEnd || rows - from >= groupRowsMax); from += groupRowsMax) {
      const to = Math.min(rows, from + groupRowsMax);
      const columnData = columns.map((column) => ({
        name: column.name,
        data: sliceOf(column, from, to),
      }));
      file.write({ columnData, rowGroupSize: to - from });
    }
    waiting = [columns.map(({ name, values }) => ({ name, values: values.slice(from) }))];
    rows = Math.max(0, rows - from);
  };
  return {
    append: (columns) => {
      waiting.push(columns);
      rows += columns[0]?.values.length ?? 0;
      if (rows >= groupRowsMax) writeAll(false);
    },
    end: () => {
      if (rows > 0) writeAll(true);
      file.finish();
    },
  };
}

function columnAt(columns: readonly SeriesColumn[], k: number): SeriesColumn {
  const column = columns[k];
  if (column === undefined) throw new Error('broken promise: the columns of a series stay');
  return column;
}

/** One column of pieces that follow each other. */
export function joinedColumn(pieces: readonly SeriesColumn[]): SeriesColumn {
  const [first] = pieces;
  if (first === undefined) throw new Error('broken promise: a series has a piece');
  if (pieces.length === 1) return first;
  const { name } = first;
  if (!(first.values instanceof Float64Array)) {
    const texts = pieces.flatMap(({ values }) => (values instanceof Float64Array ? [] : values));
    return { name, values: texts };
  }
  const numbers = new Float64Array(pieces.reduce((sum, { values }) => sum + values.length, 0));
  let at = 0;
  for (const { values } of pieces) {
    if (values instanceof Float64Array) numbers.set(values, at);
    at += values.length;
  }
  return { name, values: numbers };
}
