// How does a result become a folder, and a folder a result again?
import { createHash } from 'node:crypto';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { quoted } from '@fairlead/core';
import { inputKinds, rememberOpened } from '@fairlead/scenarios';
import {
  type Comparison,
  type ResultDocument,
  type RunResult,
  type Series,
  seriesLacking,
} from '@fairlead/sim';
import { wrongInput } from '../terminal/exit.ts';
import { changedIn, listFile } from './folder.ts';
import { readDocument, readText } from './read-whole.ts';
import { resultFault } from './result-shape.ts';
import { headText, rowTexts } from './series/csv.ts';
import { seriesNames, seriesPieces, wholeSeries } from './series/files.ts';

/** A series by its name, in as many pieces as it comes. */
type Table = { readonly name: string; readonly pieces: () => Iterable<Series> };

/**
 * The digest of a result: SHA-256 over the UTF-8 of its document as compact JSON, without
 * `fairlead`, `scenario`, `seed`, `digest`, `provenance` and `timing`, then over every series as
 * CSV, in byte order of its name, whichever form is written.
 */
function digestOver(document: ResultDocument, tables: readonly Table[]): string {
  const { simulated, kpis, invariants, expectations } = document;
  const hash = createHash('sha256');
  hash.update(JSON.stringify({ simulated, kpis, invariants, expectations }));
  const byName = [...tables].sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
  for (const { pieces } of byName) {
    let isFirst = true;
    for (const piece of pieces()) {
      if (isFirst) hash.update(headText(piece));
      isFirst = false;
      for (const text of rowTexts(piece)) hash.update(text);
    }
  }
  return `sha256:${hash.digest('hex')}`;
}

/** The digest of a result that is in memory. */
export function digestOf({ document, series }: RunResult): string {
  return digestOver(
    document,
    series.map((table) => ({ name: table.name, pieces: () => [table] })),
  );
}

/** The result with its digest filled in. */
export function withDigest(result: RunResult): RunResult {
  return { ...result, document: { ...result.document, digest: digestOf(result) } };
}

/** What the series in a folder give with a document. */
function digestOfFolder(folder: string, document: ResultDocument): string {
  const tables = seriesNames(folder).map((name) => ({
    name,
    pieces: () => seriesPieces(folder, name),
  }));
  return digestOver(document, tables);
}

/**
 * Writes `result.json` into a folder whose series are written, with the digest of all. Returns the
 * result as it can be read there.
 */
export async function writeDocument(folder: string, document: ResultDocument): Promise<RunResult> {
  const whole = { ...document, digest: digestOfFolder(folder, document) };
  await writeFile(join(folder, 'result.json'), `${JSON.stringify(whole, null, 2)}\n`);
  return { document: whole, series: seriesNames(folder).map((name) => wholeSeries(folder, name)) };
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
  const series = seriesNames(folder).map((name) => wholeSeries(folder, name));
  const result = { document, series };
  if (digestOf(result) !== document.digest)
    throw wrongInput(`${folder}: the files are not those that the digest in result.json names`);
  const changed = await changedIn(folder, (file) => /^(result\.json|series\/.*)$/.test(file));
  if (changed !== undefined)
    throw wrongInput(`${folder}: ${changed} is not as it was written, by ${listFile} beside it`);
  return result;
}

/** What `work` makes of results; wrong input where one has not the series that every run writes. */
export function ofWholeResults<T>(places: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const { code, message } = error as Error & { readonly code?: string };
    throw code === seriesLacking ? wrongInput(`${places}: no whole result: ${message}`) : error;
  }
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
