// How does a result become a folder, and a folder a result again?
import { createHash } from 'node:crypto';
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { quoted } from '@fairlead/core';
import { inputKinds, readColumns, rememberOpened } from '@fairlead/scenarios';
import type { Comparison, ResultDocument, RunResult, Series } from '@fairlead/sim';
import { csvFormatRows } from 'd3';
import { wrongInput } from '../terminal/exit.ts';
import { changedIn, listFile } from './folder.ts';
import { readDocument, readText } from './read-whole.ts';
import { resultFault } from './result-shape.ts';

/** Text columns of series; all others are numbers. */
const textColumns: ReadonlySet<string> = new Set([
  ...[
    'id',
    'kind',
    'cause',
    'site',
    'link',
    'appliance',
    'country',
    'city',
    'name',
    'timezone',
    'kpi',
    'target',
  ],
  'text',
]);

/** Rows of a series in one piece of its text. */
const pieceRows = 1024;

/** CSV text of a series in pieces, LF after each row. */
function* seriesText({ columns }: Series): Generator<string> {
  const rows = columns[0]?.values.length ?? 0;
  let lines: string[][] = [columns.map((column) => column.name)];
  for (let row = 0; row <= rows; row++) {
    if (lines.length === pieceRows || row === rows) {
      yield `${csvFormatRows(lines)}\n`;
      lines = [];
    }
    if (row < rows) lines.push(columns.map((column) => String(column.values[row])));
  }
}

/**
 * The digest of a result: SHA-256 over the UTF-8 of its document as compact JSON, without
 * `fairlead`, `scenario`, `seed`, `digest`, `provenance` and `timing`, then over every series file
 * in byte order of its name.
 */
export function digestOf({ document, series }: RunResult): string {
  const { simulated, kpis, invariants, expectations } = document;
  const hash = createHash('sha256');
  hash.update(JSON.stringify({ simulated, kpis, invariants, expectations }));
  const byName = [...series].sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
  for (const table of byName) for (const piece of seriesText(table)) hash.update(piece);
  return `sha256:${hash.digest('hex')}`;
}

/** The result with its digest filled in. */
export function withDigest(result: RunResult): RunResult {
  return { ...result, document: { ...result.document, digest: digestOf(result) } };
}

/** Writes `result.json`, `series/*.csv` and the given further files into `folder`. */
export async function writeResult(
  folder: string,
  { document, series }: RunResult,
  files: { readonly [name: string]: string },
): Promise<void> {
  await mkdir(join(folder, 'series'));
  for (const table of series)
    await writeFile(join(folder, 'series', `${table.name}.csv`), seriesText(table));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  await writeFile(join(folder, 'result.json'), `${JSON.stringify(document, null, 2)}\n`);
}

/** Columns of numbers or texts as the header of a series names them. */
async function readSeries(path: string, name: string): Promise<Series> {
  const isText = (column: string) => textColumns.has(column);
  const { columns, problems } = await readColumns(path, inputKinds.series, isText);
  if (problems.length > 0) throw wrongInput(`${path} is not a series of a result`, problems);
  return { name, columns };
}

/** What to say of a result that does not tell where it came from. */
function otherFormat(made: unknown): string {
  const maker = `written by Fairlead ${quoted(String(made))}, whose results have no provenance`;
  return `a result of another format, ${maker}; run its scenario again`;
}

/** The result in a folder that `fairlead run` wrote. Throws wrong input where it is none. */
export async function readResult(folder: string): Promise<RunResult> {
  const path = join(folder, 'result.json');
  const text = readText(path, inputKinds.result);
  const document = readDocument(path, text) as ResultDocument | null;
  if (typeof document?.kpis !== 'object' || typeof document.digest !== 'string')
    throw wrongInput(`${path}: no result of "fairlead run": kpis or digest is missing`);
  if (typeof document.provenance?.scenario !== 'object')
    throw wrongInput(`${path}: ${otherFormat(document.fairlead)}`);
  const fault = resultFault(document);
  if (fault !== undefined) throw wrongInput(`${path}: no result of "fairlead run": ${fault}`);
  rememberOpened(folder, await stat(folder));
  const series: Series[] = [];
  for (const file of (await readdir(join(folder, 'series'))).sort())
    series.push(await readSeries(join(folder, 'series', file), file.replace(/\.csv$/, '')));
  const result = { document, series };
  if (digestOf(result) !== document.digest)
    throw wrongInput(`${folder}: the files are not those that the digest in result.json names`);
  const changed = await changedIn(folder, (file) => /^(result\.json|series\/.*)$/.test(file));
  if (changed !== undefined)
    throw wrongInput(`${folder}: ${changed} is not as it was written, by ${listFile} beside it`);
  return result;
}

/** Writes `compare.json` and `compare.html` into `folder`. */
export async function writeComparison(
  folder: string,
  comparison: Comparison,
  page: string,
): Promise<void> {
  await writeFile(join(folder, 'compare.html'), page);
  await writeFile(join(folder, 'compare.json'), `${JSON.stringify(comparison, null, 2)}\n`);
}
