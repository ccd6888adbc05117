// What does a test change in a world? Rows left out, columns replaced, references that follow.
import type { World } from '@fairlead/core';

type Columns = { readonly count: number; readonly [column: string]: unknown };
type Keep = (row: number) => boolean;

const isColumn = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || ArrayBuffer.isView(value);

/** The table with the rows that `keep` names. */
export function keepRows<Table extends Columns>(table: Table, keep: Keep): Table {
  const rows = Array.from({ length: table.count }, (_, row) => row).filter(keep);
  return takeRows(table, rows);
}

/** The table with these rows, in this order; a row may come twice. */
export function takeRows<Table extends Columns>(table: Table, rows: readonly number[]): Table {
  const columns = Object.entries(table).map(([name, value]) => {
    if (!isColumn(value)) return [name, value];
    const Kind = value.constructor as unknown as { from(values: readonly unknown[]): unknown };
    return [name, Kind.from(rows.map((row) => value[row]))];
  });
  return { ...Object.fromEntries(columns), count: rows.length } as unknown as Table;
}

/** A column with other values in the rows that `isChanged` names. */
export function withValues<Column extends ArrayLike<unknown>>(
  column: Column,
  isChanged: Keep,
  value: (row: number) => Column[number],
): Column {
  const Kind = column.constructor as unknown as { from(values: readonly unknown[]): Column };
  return Kind.from(Array.from(column, (old, row) => (isChanged(row) ? value(row) : old)));
}

/** Where each row that `keep` names goes when the others are left out; −1: nowhere. */
function placesAfter(count: number, keep: Keep): Int32Array {
  let place = 0;
  return Int32Array.from({ length: count }, (_, row) => (keep(row) ? place++ : -1));
}

/** The world without the links that `keep` leaves out, and without their routes. */
export function keepLinks(world: World, keep: Keep): World {
  const place = placesAfter(world.links.count, keep);
  const routes = keepRows(world.routes, (row) => (place[world.routes.link[row] ?? 0] ?? -1) >= 0);
  const link = Uint32Array.from(routes.link, (row) => place[row] ?? 0);
  return { ...world, links: keepRows(world.links, keep), routes: { ...routes, link } };
}

/** The world without the files that `keep` leaves out, wherever they are held. */
export function keepFiles(world: World, keep: Keep): World {
  const place = placesAfter(world.files.count, keep);
  const held = keepRows(
    world.manifests,
    (row) => (place[world.manifests.file[row] ?? 0] ?? -1) >= 0,
  );
  const file = Uint32Array.from(held.file, (row) => place[row] ?? 0);
  return { ...world, files: keepRows(world.files, keep), manifests: { ...held, file } };
}
