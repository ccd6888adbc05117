// Which files hold the series of a result, and how are they read again?
import { appendFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inputKinds, readParquet } from '@fairlead/scenarios';
import type { Series } from '@fairlead/sim';
import { wrongInput } from '../../terminal/exit.ts';
import { headText, rowTexts } from './csv.ts';
import { beginParquet, joinedColumn, type ParquetFile } from './parquet.ts';

const folderOf = (result: string): string => join(result, 'series');
const pathOf = (result: string, name: string): string => join(folderOf(result), `${name}.parquet`);

/** Series that are being written into a folder of a result. */
export type SeriesFiles = {
  /** Takes whole series, or the next rows of them. */
  readonly take: (series: readonly Series[]) => void;
  /** Ends all files: until then they are none. */
  readonly end: () => void;
};

/** Begins the series of the result in `folder`; with `hasCsv` each as CSV, too. */
export function beginSeries(folder: string, hasCsv: boolean): SeriesFiles {
  mkdirSync(folderOf(folder));
  const files = new Map<string, ParquetFile>();
  const begin = (table: Series): ParquetFile => {
    const file = beginParquet(pathOf(folder, table.name), table);
    files.set(table.name, file);
    if (hasCsv) writeFileSync(csvOf(folder, table), headText(table));
    return file;
  };
  return {
    take: (series) => {
      for (const table of series) {
        (files.get(table.name) ?? begin(table)).append(table.columns);
        if (!hasCsv) continue;
        for (const text of rowTexts(table)) appendFileSync(csvOf(folder, table), text);
      }
    },
    end: () => {
      for (const file of files.values()) file.end();
    },
  };
}

const csvOf = (folder: string, { name }: Series): string => join(folderOf(folder), `${name}.csv`);

/** Names of the series of the result in `folder`, in byte order. */
export function seriesNames(folder: string): readonly string[] {
  const names = existsSync(folderOf(folder)) ? readdirSync(folderOf(folder)).sort() : [];
  const found = names.filter((name) => name.endsWith('.parquet'));
  if (found.length > 0) return found.map((name) => name.replace(/\.parquet$/, ''));
  const why = names.some((name) => name.endsWith('.csv'))
    ? 'its series are CSV alone: it was written by an earlier version; run its scenario again'
    : 'there is no such file in it as series/epochs.parquet';
  throw wrongInput(`${folder}: ${why}`);
}

/** The rows of a series in pieces, of which there is one at least. Throws wrong input. */
export function* seriesPieces(folder: string, name: string): Generator<Series> {
  const path = pathOf(folder, name);
  const groups = readParquet(path, inputKinds.series);
  for (;;) {
    const { done, value } = groups.next();
    if (!done) {
      yield { name, columns: value };
      continue;
    }
    if (value === undefined) return;
    throw wrongInput(`${path} is not a series of a result`, [value]);
  }
}

/** A whole series in memory, where equal texts are one. */
export function wholeSeries(folder: string, name: string): Series {
  const seen = new Map<string, string>();
  const one = (text: string): string => {
    const known = seen.get(text);
    if (known === undefined) seen.set(text, text);
    return known ?? text;
  };
  const pieces = Array.from(seriesPieces(folder, name), ({ columns }) =>
    columns.map(({ name: column, values }) => ({
      name: column,
      values: values instanceof Float64Array ? values : values.map(one),
    })),
  );
  const columns = (pieces[0] ?? []).map((_, k) =>
    joinedColumn(pieces.flatMap((piece) => piece.slice(k, k + 1))),
  );
  return { name, columns };
}
