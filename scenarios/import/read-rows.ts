// Which good rows does a table of somebody else hold, and which of its lines are broken?
import type { Fault, Problem } from '@fairlead/core';
import { readBytes } from '../load/byte-source.ts';
import type { InputKind } from '../load/input-kinds.ts';
import type { ProblemList } from '../load/problems.ts';
import { scanTable } from '../load/table/read-table.ts';
import type { RowShape } from '../load/table/row-shape.ts';

/** Broken lines that are kept by number; all are counted. */
const brokenKept = 10_000;

/**
 * Good rows, the first broken lines by number, and how many lines were broken; or, where the table
 * as a whole is another one, what is wrong with it.
 */
export type Imported<Rows> =
  | { readonly rows: Rows; readonly broken: readonly Problem[]; readonly badCount: number }
  | { readonly problems: readonly Problem[] };

/** A table of somebody else: its shape, and the rows once it was read. */
export type ImportTable<Rows> = { readonly shape: RowShape; readonly rows: () => Rows };

/** A line is left out: what is wrong in it. */
export function broken(text: string): Fault {
  return { code: 'broken-line', text: () => text };
}

function scanImport<Rows>({ shape, rows }: ImportTable<Rows>, file: string) {
  const list: ProblemList = { problems: [], more: 0, kept: brokenKept };
  const scan = scanTable({ ...shape, leavesOut: true }, file, list);
  const finish = (stop?: Problem): Imported<Rows> => {
    const { problems, more } = list;
    const { isRead, rows: lines } = scan.finish(stop);
    // Faults of the header were told alone; what stopped the reading later was told last.
    if (!isRead) return { problems: lines > 1 ? problems.slice(-1) : problems };
    return { rows: rows(), broken: problems, badCount: problems.length + more };
  };
  return { push: scan.push, finish };
}

/** The rows of a table in memory. Never throws. */
export function parseImport<Rows>(table: ImportTable<Rows>, bytes: Uint8Array): Imported<Rows> {
  const scan = scanImport(table, '');
  scan.push(bytes);
  return scan.finish();
}

/** The rows of the table in the file at `path`, plain or gzipped. */
export async function readImport<Rows>(
  table: ImportTable<Rows>,
  path: string,
  kind: InputKind,
): Promise<Imported<Rows>> {
  const scan = scanImport(table, path);
  return scan.finish(await readBytes(path, kind, scan.push));
}
