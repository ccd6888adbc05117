// What is the id of a row, and the row of an id?
import { assert } from '../base/assert.ts';
import { given } from '../base/given.ts';
import { type Id, isRow, noRow } from '../base/ids.ts';
import { decodeUtf8, isUtf8Of } from '../base/utf8.ts';
import { findFile } from './find-file.ts';
import type { Snapshot } from './layout.ts';

/** Tables of a snapshot whose rows have ids. */
export type IdTable = 'site' | 'cluster' | 'appliance' | 'link' | 'file';

/**
 * Id of row `row` of a table. Throws `no-row` where the table has no such row. Makes a string each
 * time: `nameOf` makes it once.
 *
 * @example
 * console.log(readId(snapshot, 'site', 0)); // => all001-as1335878
 */
export function readId<Table extends IdTable>(
  snapshot: Snapshot,
  table: Table,
  row: Id<Table>,
): string {
  given(snapshot, 'snapshot');
  given(table, 'idTable');
  const start = snapshot[`${table}TextStart`];
  assert(isRow(row, start.length - 1), `the ${table} table has the row ${String(row)}`, 'no-row');
  return decodeUtf8(snapshot[`${table}Text`], start[row], start[row + 1]);
}

/** All ids of a table, in row order. */
export function readIds(snapshot: Snapshot, table: IdTable): string[] {
  given(snapshot, 'snapshot');
  given(table, 'idTable');
  const count = snapshot[`${table}TextStart`].length - 1;
  return Array.from({ length: count }, (_, row) => readId(snapshot, table, row));
}

/**
 * Row of what has this id in a table, or `noRow`. Compares with all rows, of files with few.
 *
 * @example
 * const site = findRow(snapshot, 'site', readId(snapshot, 'site', 2));
 * console.log(site, findRow(snapshot, 'site', 'nowhere') === noRow); // => 2 true
 */
export function findRow<Table extends IdTable>(
  snapshot: Snapshot,
  table: Table,
  id: string,
): Id<Table> {
  given(snapshot, 'snapshot');
  given(table, 'idTable');
  given(id, 'text');
  if (table === 'file') return findFile(snapshot, id) as number;
  const text = snapshot[`${table}Text`];
  const start = snapshot[`${table}TextStart`];
  for (let row = 0; row < start.length - 1; row++)
    if (isUtf8Of(id, text, start[row], start[row + 1])) return row;
  return noRow;
}
