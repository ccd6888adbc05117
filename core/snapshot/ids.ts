// What is the id of a row, and the row of an id?
import { noRow } from '../base/ids.ts';
import { decodeUtf8 } from '../base/utf8.ts';
import type { Snapshot } from './layout.ts';

/** Tables of a snapshot whose rows have ids. */
export type IdTable = 'site' | 'cluster' | 'appliance' | 'link' | 'file';

/** Id of row `row` of a table. Makes a string: not for hot loops. */
export function readId(snapshot: Snapshot, table: IdTable, row: number): string {
  const start = snapshot[`${table}TextStart`];
  return decodeUtf8(snapshot[`${table}Text`], start[row], start[row + 1]);
}

/** All ids of a table, in row order. */
export function readIds(snapshot: Snapshot, table: IdTable): string[] {
  const count = snapshot[`${table}TextStart`].length - 1;
  return Array.from({ length: count }, (_, row) => readId(snapshot, table, row));
}

/** Row of the site, appliance or link with this id, or `noRow`. Searches all rows. */
export function findRow(snapshot: Snapshot, table: IdTable, id: string): number {
  const row = readIds(snapshot, table).indexOf(id);
  return row < 0 ? noRow : row;
}
