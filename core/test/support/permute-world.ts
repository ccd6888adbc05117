// Which world is equal to this one? The same rows in another order, in every table.
import type { World } from '../../world/world.ts';
import type { Dice } from './dice.ts';
import { cell, rowsOf } from './oracle-basics.ts';

/** `rows[k]` is the old row at place k, `place[row]` where an old row went. */
type Order = { rows: number[]; place: number[] };
type Column = readonly string[] | Uint8Array | Uint32Array | Float64Array;

function shuffle(dice: Dice, count: number): Order {
  const rows = rowsOf({ count });
  for (let k = count - 1; k > 0; k--) {
    const other = dice.below(k + 1);
    [rows[k], rows[other]] = [cell(rows, other), cell(rows, k)];
  }
  const place = rows.map(() => 0);
  rows.forEach((row, k) => {
    place[row] = k;
  });
  return { rows, place };
}

function reorder<C extends Column>(column: C, { rows }: Order, target?: Order): C {
  const at = (row: number) => cell(column as ArrayLike<string | number>, row);
  const value = (row: number) => (target ? cell(target.place, Number(at(row))) : at(row));
  if (Array.isArray(column)) return rows.map((row) => value(row)) as unknown as C;
  const copy = (column as Uint8Array).slice();
  rows.forEach((row, k) => {
    copy[k] = Number(value(row));
  });
  return copy as unknown as C;
}

/** The table in another order; `targets` says which columns hold rows of which other table. */
function reorderTable<T extends { readonly count: number }>(
  table: T,
  order: Order,
  targets: { readonly [column: string]: Order } = {},
): T {
  const columns = Object.entries<number | Column>(table as never).map(([name, column]) =>
    typeof column === 'number' ? [name, column] : [name, reorder(column, order, targets[name])],
  );
  return Object.fromEntries(columns) as T;
}

function reorderPaths({ start, asn }: World['paths'], { rows }: Order): World['paths'] {
  const paths = rows.map((row) => [...asn.slice(start[row], start[row + 1])]);
  const ends = paths.map((_, row) => paths.slice(0, row + 1).flat().length);
  return {
    count: rows.length,
    start: Uint32Array.from([0, ...ends]),
    asn: Uint32Array.from(paths.flat()),
  };
}

/** A world of the same rows in an order drawn from `dice`. */
export function permuteWorld(world: World, dice: Dice): World {
  const orderOf = ({ count }: { readonly count: number }) => shuffle(dice, count);
  const prefix = orderOf(world.prefixes);
  const path = orderOf(world.paths);
  const manifest = shuffle(dice, world.manifestId.length);
  const site = orderOf(world.sites);
  const cluster = orderOf(world.clusters);
  const link = orderOf(world.links);
  const metro = orderOf(world.metros);
  const title = orderOf(world.titles);
  const file = orderOf(world.files);
  return {
    prefixes: reorderTable(world.prefixes, prefix),
    paths: reorderPaths(world.paths, path),
    manifestId: reorder(world.manifestId, manifest),
    sites: reorderTable(world.sites, site),
    clusters: reorderTable(world.clusters, cluster, { site, manifest }),
    appliances: reorderTable(world.appliances, orderOf(world.appliances), { cluster }),
    links: reorderTable(world.links, link, { site }),
    routes: reorderTable(world.routes, orderOf(world.routes), { cluster, prefix, path, link }),
    networks: reorderTable(world.networks, orderOf(world.networks)),
    metros: reorderTable(world.metros, metro),
    clients: reorderTable(world.clients, orderOf(world.clients), { prefix, metro }),
    ...(world.fallback && {
      fallback: reorderTable(world.fallback, orderOf(world.fallback), { prefix, metro }),
    }),
    titles: reorderTable(world.titles, title),
    files: reorderTable(world.files, file, { title }),
    manifests: reorderTable(world.manifests, orderOf(world.manifests), { manifest, file }),
  };
}
