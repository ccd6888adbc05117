// Which world does a folder of tables hold, or what is wrong with it?
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import {
  compareUtf8,
  type Problem,
  suggestion,
  type TableRule,
  tableRules,
  type World,
} from '@fairlead/core';
import { inputKinds } from '../input-kinds.ts';
import { fileSuggestion } from '../nearest-file.ts';
import { rememberOpened } from '../opened.ts';
import { type ProblemList, report } from '../problems.ts';
import { readTable, type TableRead } from '../table/read-table.ts';
import { allTexts } from './byte-index.ts';
import { createShared, type Shared, shapeTable, type TableShape } from './tables.ts';
import { checkAgainstAbout } from './world-about.ts';

/** The tables of a world by the name of their file. */
export type TableName = (typeof tableRules)[number]['name'];

/**
 * The tables of a world in the order in which they are read: a reference points backwards, and
 * prefixes are numbered as `prefixes.csv` has them, those of routes alone behind them.
 */
export const tableNames: readonly TableName[] = namesOf(false);

/** Tables that a world may have. */
export const optionalTableNames: readonly TableName[] = namesOf(true);

function namesOf(isOptional: boolean): TableName[] {
  const rules = tableRules as readonly TableRule[];
  const chosen = rules.filter((rule) => (rule.isOptional === true) === isOptional);
  return chosen.map(({ name }) => name as TableName);
}

/** A world, or what is wrong: the first problems in full and the number of the others. */
export type WorldRead =
  | { readonly world: World }
  | { readonly problems: readonly Problem[]; readonly more: number };

/** The file of a table in the folder, or nothing when there is none or more than one. */
function fileOf(
  folder: string,
  { name, isOptional = false }: { readonly name: string; readonly isOptional?: boolean },
  there: readonly string[],
  list: ProblemList,
): string | undefined {
  const found = [`${name}.csv`, `${name}.csv.gz`].filter((file) => there.includes(file));
  if (found.length === 1) return join(folder, found[0] as string);
  if (found.length === 0 && isOptional) return undefined;
  report(list, () => {
    const file = join(folder, `${name}.csv`);
    if (found.length === 2) {
      const text = `${found.join(' and ')} are both there; one of them has to go`;
      return { code: 'two-tables', path: name, text, file };
    }
    const tablesThere = there.filter((other) => /\.csv(\.gz)?$/.test(other));
    const others = tablesThere.filter((other) => !isTable(other));
    const hint = suggestion(`${name}.csv`, others);
    const listed = tablesThere.length === 0 ? 'no tables' : tablesThere.join(', ');
    const text = `there is no ${name}.csv or ${name}.csv.gz; the folder has ${listed}${hint}`;
    return { code: 'missing-table', path: name, text, file };
  });
  return undefined;
}

function isTable(file: string): boolean {
  return tableRules.some(({ name }) => file === `${name}.csv` || file === `${name}.csv.gz`);
}

/** Says tables of the folder that are none, and nearly one that may be there and is not. */
function checkOptional(folder: string, there: readonly string[], list: ProblemList): void {
  const absent = optionalTableNames.filter(
    (name) => !there.includes(`${name}.csv`) && !there.includes(`${name}.csv.gz`),
  );
  for (const file of there) {
    const [, name = ''] = /^(.+)\.csv(?:\.gz)?$/.exec(file) ?? [];
    if (name === '' || isTable(file)) continue;
    const hint = suggestion(name, absent);
    if (hint === '') continue;
    const text = `${file} is not a table of a world${hint}`;
    report(list, () => ({ code: 'unknown-table', path: name, text, file: join(folder, file) }));
  }
}

function folderFault({ code = '' }: NodeJS.ErrnoException, folder: string): string {
  if (code === 'ENOENT') return `there is no such folder${fileSuggestion(folder)}`;
  if (code === 'ENOTDIR') return 'this is not a folder; a world is a folder of tables';
  if (code === 'EACCES' || code === 'EPERM') return 'you have no right to read this folder';
  if (code === 'ELOOP') return 'its symbolic links go round in a circle';
  return `cannot be listed (${code})`;
}

async function listFolder(folder: string, list: ProblemList): Promise<string[] | undefined> {
  try {
    rememberOpened(folder, await stat(folder));
    return (await readdir(folder)).sort();
  } catch (error) {
    const text = folderFault(error as NodeJS.ErrnoException, folder);
    report(list, () => ({ code: 'no-folder', path: '', text, file: folder }));
    return undefined;
  }
}

/** All tables of a folder, read. */
export type TablesRead = {
  readonly shared: Shared;
  readonly reads: ReadonlyMap<string, TableRead & { readonly file: string }>;
  readonly hasAbout: boolean;
};

/** Reads all tables of `folder`; undefined where it cannot be listed. Problems go to `list`. */
export async function readTables(
  folder: string,
  list: ProblemList,
): Promise<TablesRead | undefined> {
  const there = await listFolder(folder, list);
  if (there === undefined) return undefined;
  checkOptional(folder, there, list);
  const shared = createShared();
  const reads = new Map<string, TableRead & { readonly file: string }>();
  for (const rule of tableRules as readonly TableRule[]) {
    const shape = shapeTable(shared, rule);
    const path = fileOf(folder, rule, there, list);
    if (path === undefined) continue;
    const read = await readTable(shape, path, inputKinds.table, list);
    reads.set(rule.name, { ...read, file: basename(path) });
    if (rule.table === 'clusters') shared.manifests.isWhole = read.isWhole;
  }
  return { shared, reads, hasAbout: there.includes('world.json') };
}

/**
 * The world in `folder` (eleven tables and optional ones, `<name>.csv` or `<name>.csv.gz`), or the
 * problems of all its tables, each with file, line and column. Where `world.json` is there, row
 * counts and SHA-256 of the tables have to agree with it. Other columns and files are ignored,
 * unless their name is nearly that of one that may be there and is not.
 */
export async function readWorld(folder: string): Promise<WorldRead> {
  const list: ProblemList = { problems: [], more: 0 };
  const read = await readTables(folder, list);
  if (read?.hasAbout === true) checkAgainstAbout(folder, read.reads, list);
  if (read === undefined || list.problems.length > 0)
    return { problems: list.problems, more: list.more };
  return { world: worldOf(read.shared) };
}

/** Manifests in byte order, so that rows do not depend on which cluster comes first. */
function sortManifests(names: readonly string[]) {
  const manifestId = [...names].sort(compareUtf8);
  const place = new Map(manifestId.map((name, row) => [name, row]));
  const rowOf = Uint32Array.from(names, (name) => place.get(name) ?? 0);
  const newRow = (rows: Uint32Array) => rows.map((row) => rowOf[row] as number);
  return { manifestId, newRow };
}

type NewRow = ReturnType<typeof sortManifests>['newRow'];

/** The rows of a table, by the names that columns have in a world. */
function tableOf({ columns }: TableShape, newRow: NewRow): { readonly count: number } {
  const table: { [column: string]: unknown } = {};
  let count = 0;
  for (const { column, rows, isManifest, isSaid } of columns) {
    const read = rows();
    if (isSaid?.() === false) continue;
    table[column] = isManifest === true ? newRow(read as Uint32Array) : read;
    count = read.length;
  }
  return { count, ...table };
}

function worldOf({ prefixes, paths, manifests, shapes }: Shared): World {
  const { manifestId, newRow } = sortManifests(allTexts(manifests.index));
  const tables: { [table: string]: unknown } = {};
  for (const [table, shape] of shapes) {
    const read = tableOf(shape, newRow);
    if (read.count > 0 || shape.isOptional !== true) tables[table] = read;
  }
  const pools = { prefixes: prefixes.pool.columns(), paths: paths.columns(), manifestId };
  return { ...pools, ...tables } as unknown as World; // all columns that `tableRules` name
}
