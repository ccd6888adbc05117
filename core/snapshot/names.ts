// What are the rows called, when each id may be made a string only once?
import { assert } from '../base/assert.ts';
import { given } from '../base/given.ts';
import type { Id } from '../base/ids.ts';
import { type IdTable, readId } from './ids.ts';
import type { Snapshot } from './layout.ts';
import { hasSameIds, idTables } from './same-ids.ts';

/**
 * Ids of a snapshot as strings. A table is empty until the first of its ids is asked for; then a
 * row is undefined until it is asked for itself (and not '': to know an empty text from another,
 * memory is asked for the text). Use `nameOf`.
 */
export type Names = { readonly snapshot: Snapshot } & {
  [table in IdTable]: (string | undefined)[];
};

/**
 * Names of no row yet: O(1), whatever the size of the snapshot.
 *
 * @example
 * const names = createNames(snapshot);
 * const site = nameOf(names, 'site', 0);
 * console.log(site, site === readId(snapshot, 'site', 0)); // => all001-as1335878 true
 */
export function createNames(snapshot: Snapshot): Names {
  given(snapshot, 'snapshot');
  return { snapshot, site: [], cluster: [], appliance: [], link: [], file: [] };
}

/** Id of a row: a string that is made at the first call. Throws `no-row` as `readId` does. @hot */
export function nameOf<Table extends IdTable>(names: Names, table: Table, row: Id<Table>): string {
  const known = names[table];
  if (row < known.length) {
    const name = known[row];
    if (name !== undefined) return name;
  }
  return addName(names, table, row);
}

function addName<Table extends IdTable>(names: Names, table: Table, row: Id<Table>): string {
  const name = readId(names.snapshot, table, row);
  const count = names.snapshot[`${table}TextStart`].length - 1;
  if (names[table].length === 0)
    names[table] = new Array<string | undefined>(count).fill(undefined);
  names[table][row] = name;
  return name;
}

/**
 * Names for the snapshot that takes over. Tables whose ids and rows are the same are shared with
 * `names`, so that nothing is decoded twice; the others begin empty. Compares the bytes of tables
 * that were asked for, and nothing where both are of one compiler or lie over the same memory.
 *
 * @example
 * const names = createNames(snapshot);
 * nameOf(names, 'site', 0);
 * console.log(carryNames(names, snapshot).site === names.site); // => true
 */
export function carryNames(names: Names, snapshot: Snapshot): Names {
  given(names, 'names');
  given(snapshot, 'snapshot');
  const next = createNames(snapshot);
  for (const table of idTables)
    if (names[table].length > 0 && hasSameIds(names.snapshot, snapshot, table))
      next[table] = names[table];
  return next;
}

/** Throws `other-snapshot` unless `names` were made for `snapshot`. */
export function assertNamesOf(names: Names, snapshot: Snapshot): void {
  assert(names.snapshot === snapshot, 'the names are those of this snapshot', 'other-snapshot');
}
