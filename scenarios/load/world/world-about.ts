// What made a world folder, and are its tables still the ones that were written?
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { counted, quoted } from '@fairlead/core';
import { inputKinds } from '../input-kinds.ts';
import { readJson } from '../json.ts';
import { readFileText } from '../open-file.ts';
import { type ProblemList, report } from '../problems.ts';
import type { TableRead } from '../table/read-table.ts';

/** What the maker of a world says about it. */
export type WorldAbout = {
  /** Program and version, for example `fairlead 0.1.0 world generate`. */
  readonly madeBy: string;
  readonly seed?: number;
  /** What it was asked, as JSON; enough to make the world again. */
  readonly spec?: unknown;
  /** Tables that were changed by hand since, and sealed. */
  readonly edited?: readonly string[];
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

/** The text of `world.json`: format, version, maker, tables, sources; equal input, equal text. */
export function aboutText(about: WorldAbout, entries: ReadonlyMap<string, TableEntry>): string {
  const { madeBy, seed, spec, edited, sources } = about;
  const tables = Object.fromEntries(entries);
  const document = { format, version, madeBy, seed, spec, edited, tables, sources };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** Writes `world.json`. */
export async function writeAbout(
  folder: string,
  about: WorldAbout,
  entries: ReadonlyMap<string, TableEntry>,
): Promise<void> {
  await writeFile(join(folder, 'world.json'), aboutText(about, entries));
}

export function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The document in `world.json`; undefined, and reported, where it is none of this version. */
export function readAbout(
  folder: string,
  list: ProblemList,
): { readonly [key: string]: unknown } | undefined {
  const file = join(folder, 'world.json');
  const wrong = (code: string, path: string, text: string) => {
    report(list, () => ({ code, path, text, file }));
    return undefined;
  };
  const read = readFileText(file, inputKinds.about);
  if ('problem' in read) {
    report(list, () => read.problem);
    return undefined;
  }
  const { value: document, fault } = readJson(read.text);
  if (fault !== undefined) {
    report(list, () => ({ ...fault, path: '', file }));
    return undefined;
  }
  if (!isRecord(document) || document.format !== format)
    return wrong('wrong-format', 'format', `this is not a world.json: "format" is not "${format}"`);
  if (document.version !== version) {
    const found = quoted(String(document.version));
    return wrong('wrong-version', 'version', `version ${found}; this program reads ${version}`);
  }
  return document;
}

/** The tables that `world.json` lists. */
export function listedTables(document: { readonly [key: string]: unknown }): {
  readonly [table: string]: unknown;
} {
  return isRecord(document.tables) ? document.tables : {};
}

/** Reports where `world.json` is none of this version or disagrees with the tables as read. */
export function checkAgainstAbout(
  folder: string,
  reads: ReadonlyMap<string, TableRead>,
  list: ProblemList,
): void {
  const document = readAbout(folder, list);
  if (document === undefined) return;
  const file = join(folder, 'world.json');
  const wrong = (code: string, path: string, text: string) =>
    report(list, () => ({ code, path, text: `${text}; ${remedy(folder)}`, file }));
  const tables = listedTables(document);
  for (const [name, read] of reads) {
    if (!read.isWhole) continue;
    const entry = Object.hasOwn(tables, name) ? tables[name] : undefined;
    if (!isRecord(entry)) wrong('wrong-table', `tables.${name}`, `table ${name} is not listed`);
    else if (entry.rows !== read.rows) {
      const said = quoted(String(entry.rows));
      const text = `${name} has ${counted(read.rows, 'row')}; world.json says ${said}`;
      wrong('wrong-row-count', `tables.${name}.rows`, text);
    } else if (entry.sha256 !== read.sha256) {
      const text = `${name} is not the table that was written (its SHA-256 differs)`;
      wrong('wrong-digest', `tables.${name}.sha256`, text);
    }
  }
}

const remedy = (folder: string) =>
  `if that was on purpose, "fairlead world seal ${folder}" takes it over`;
