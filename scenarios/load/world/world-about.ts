// What made a world folder, and are its tables still the ones that were written?
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { quoted } from '@fairlead/core';
import { type ProblemList, report } from '../problems.ts';
import type { TableRead } from './read-table.ts';

/** What the maker of a world says about it. */
export type WorldAbout = {
  /** Program and version, for example `fairlead 0.1.0 world generate`. */
  readonly madeBy: string;
  readonly seed?: number;
  /** What it was asked, as JSON; enough to make the world again. */
  readonly spec?: unknown;
  readonly sources: readonly {
    readonly name: string;
    readonly licence: string;
    readonly text?: string;
  }[];
};

/** One table as `world.json` lists it; `sha256` (hex) is over the CSV bytes, unzipped. */
export type TableEntry = { readonly file: string; readonly rows: number; readonly sha256: string };

const format = 'fairlead-world';
const version = 1;
const aboutBytesMax = 16 * 2 ** 20;

/** Writes `world.json`: format, version, maker, tables, sources; the same input, the same bytes. */
export async function writeAbout(
  folder: string,
  about: WorldAbout,
  entries: ReadonlyMap<string, TableEntry>,
): Promise<void> {
  const { madeBy, seed, spec, sources } = about;
  const tables = Object.fromEntries(entries);
  const document = { format, version, madeBy, seed, spec, tables, sources };
  await writeFile(join(folder, 'world.json'), `${JSON.stringify(document, null, 2)}\n`);
}

function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reports where `world.json` is none of this version or disagrees with the tables as read. */
export async function checkAgainstAbout(
  folder: string,
  reads: ReadonlyMap<string, TableRead>,
  list: ProblemList,
): Promise<void> {
  const file = join(folder, 'world.json');
  const wrong = (code: string, path: string, text: string) =>
    report(list, () => ({ code, path, text, file }));
  let document: unknown;
  try {
    const bytes = await readFile(file);
    if (bytes.length > aboutBytesMax) throw new Error(`more than ${aboutBytesMax} bytes`);
    document = JSON.parse(bytes.toString());
  } catch (error) {
    return wrong('broken-json', '', `cannot be read as JSON: ${(error as Error).message}`);
  }
  if (!isRecord(document) || document.format !== format)
    return wrong('wrong-format', 'format', `this is no world.json: "format" is not "${format}"`);
  if (document.version !== version) {
    const found = quoted(String(document.version));
    return wrong('wrong-version', 'version', `version ${found}; this program reads ${version}`);
  }
  const tables = isRecord(document.tables) ? document.tables : {};
  for (const [name, read] of reads) {
    if (!read.isWhole) continue;
    const entry = Object.hasOwn(tables, name) ? tables[name] : undefined;
    if (!isRecord(entry)) wrong('wrong-table', `tables.${name}`, `table ${name} is not listed`);
    else if (entry.rows !== read.rows) {
      const text = `${name} has ${read.rows} rows; world.json says ${quoted(String(entry.rows))}`;
      wrong('wrong-row-count', `tables.${name}.rows`, text);
    } else if (entry.sha256 !== read.sha256)
      wrong('wrong-digest', `tables.${name}.sha256`, changed(name));
  }
}

function changed(name: string): string {
  return (
    `${name} is not the table that was written (its SHA-256 differs); ` +
    'delete world.json if you changed it on purpose'
  );
}
