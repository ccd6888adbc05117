// What does a good day bring to a world? A list of kinds: a new one is one entry more.
import { pair, type World } from '@fairlead/core';
import { keepRows, takeRows, withValues } from './edit-world.ts';

/** A change of a world that nobody would hold, drawn by its key. */
type Honest = (world: World, key: number) => World;

/** `count` different rows out of `rows`. */
function some(rows: number, count: number, key: number): Set<number> {
  const found = new Set<number>();
  for (let n = 0; found.size < Math.min(count, rows); n++) found.add(pair(key, n) % rows);
  return found;
}

const between = (least: number, most: number, key: number): number =>
  least + (pair(key, 0x0dd) % (most - least + 1));

function withState(world: World, count: number, state: number, key: number): World {
  const { appliances } = world;
  const rows = some(appliances.count, count, key);
  const changed = withValues(
    appliances.state,
    (row) => rows.has(row),
    () => state,
  );
  return { ...world, appliances: { ...appliances, state: changed } };
}

/** Rows that stand there already, once more under other ids. */
function moreRows<Table extends { readonly count: number; readonly id: readonly string[] }>(
  table: Table,
  count: number,
  key: number,
): Table {
  const rows = Array.from({ length: table.count }, (_, row) => row);
  const all = takeRows(table, [...rows, ...some(table.count, count, key)]);
  const id = all.id.map((name, row) => (row < table.count ? name : `${name}-new`));
  return { ...all, id };
}

/** Files of titles that come: each is held where the file is that it is made from. */
function withTitles(world: World, count: number, key: number): World {
  const old = some(world.files.count, count, key);
  const files = moreRows(world.files, count, key);
  const placeOf = new Map([...old].map((file, k) => [file, world.files.count + k]));
  const { manifests } = world;
  const rows = Array.from({ length: manifests.count }, (_, row) => row);
  const more = rows.filter((row) => old.has(manifests.file[row] ?? 0));
  const held = takeRows(manifests, [...rows, ...more]);
  const isNew = (row: number) => row >= manifests.count;
  const file = withValues(held.file, isNew, (row) => placeOf.get(held.file[row] ?? 0) ?? 0);
  return { ...world, files, manifests: { ...held, file } };
}

/** Routes that are withdrawn, and others of which MED or path changed. */
function withRoutes(world: World, key: number): World {
  const { routes } = world;
  const gone = some(routes.count, between(1, 120, key), key);
  const other = some(routes.count, between(1, 120, key + 1), key + 1);
  const med = withValues(
    routes.med,
    (row) => other.has(row),
    (row) => pair(row, key) % 100,
  );
  const shifted = { ...routes, med };
  return { ...world, routes: keepRows(shifted, (row) => !gone.has(row)) };
}

/** A night's fill: some files are held once more, some once less. */
function withFill(world: World, key: number): World {
  const { manifests } = world;
  const more = some(manifests.count, between(1, 200, key), key);
  const less = some(manifests.count, between(1, 200, key + 1), key + 1);
  const copies = Uint32Array.from(manifests.copies, (old, row) =>
    Math.max(1, old + (more.has(row) ? 1 : 0) - (less.has(row) ? 1 : 0)),
  );
  return { ...world, manifests: { ...manifests, copies } };
}

function withUpgrades(world: World, key: number): World {
  const { appliances, links } = world;
  const boxes = some(appliances.count, between(1, 12, key), key);
  const ports = some(links.count, between(1, 5, key), key);
  const grown = (column: Float64Array, rows: Set<number>) =>
    withValues(
      column,
      (row) => rows.has(row),
      (row) => (column[row] ?? 0) * 4,
    );
  return {
    ...world,
    appliances: { ...appliances, capacityBps: grown(appliances.capacityBps, boxes) },
    links: { ...links, capacityBps: grown(links.capacityBps, ports) },
  };
}

/** By name. */
export const honestChanges: Readonly<Record<string, Honest>> = {
  'routes come, go and change': withRoutes,
  'boxes drain': (world, key) => withState(world, between(1, 4, key), 1, key),
  'boxes fail': (world, key) => withState(world, between(1, 4, key), 2, key),
  'new boxes': (world, key) => ({
    ...world,
    appliances: moreRows(world.appliances, between(1, 12, key), key),
  }),
  'new titles': (world, key) => withTitles(world, between(1, 120, key), key),
  'boxes are removed': (world, key) => {
    const gone = some(world.appliances.count, between(1, 4, key), key);
    return { ...world, appliances: keepRows(world.appliances, (row) => !gone.has(row)) };
  },
  'a night of fill': withFill,
  'faster boxes and ports': withUpgrades,
  'a day of everything': (world, key) =>
    withUpgrades(
      withState(withTitles(withRoutes(world, key), between(1, 60, key), key), 2, 1, key),
      key,
    ),
};
