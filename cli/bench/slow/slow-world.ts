// Which world makes one decision slow and is still let in? Every shape as large as it may be.
import { type Compiled, compileWorld, pathPool, prefixPool, type World } from '@fairlead/core';

/** Clusters alike: appliances of each, copies of the one file, and whether they are up. */
export type Shape = {
  readonly name: string;
  readonly size: number;
  readonly copies: number;
  readonly isUp: boolean;
  readonly isWeighted?: boolean;
};

/** What a walk may have to do most of: seats, hashes, sorting, holders, and each of it in vain. */
export const shapes: readonly Shape[] = [
  { name: 'seats that hold nothing', size: 1, copies: 0, isUp: true },
  { name: 'one copy, all down', size: 400, copies: 1, isUp: false },
  { name: 'three copies, all down', size: 80, copies: 3, isUp: false },
  { name: 'three copies of three, up', size: 3, copies: 3, isUp: true },
  { name: 'all copies, up', size: 200, copies: 255, isUp: true },
  { name: 'all copies, down', size: 200, copies: 255, isUp: false },
  { name: 'sixteen copies, down', size: 100, copies: 16, isUp: false },
  { name: 'two hundred copies, down', size: 600, copies: 200, isUp: false },
  { name: 'one copy by weight, down', size: 300, copies: 1, isUp: false, isWeighted: true },
  { name: 'many copies by weight, up', size: 300, copies: 100, isUp: true, isWeighted: true },
];

const blanks = (count: number): string[] => Array<string>(count).fill('');
const rowsOf = (count: number): number[] => Array.from({ length: count }, (_, row) => row);

const place = (count: number) => ({
  count,
  asn: new Uint32Array(count),
  country: blanks(count),
  city: blanks(count),
  lat: new Float64Array(count),
  lon: new Float64Array(count),
  timezone: blanks(count),
});

/** Exchange sites with transit, one cluster each; the first `heard` clusters hear one prefix. */
function worldOf(shape: Shape, sites: number, heard: number): World {
  const nobody = { count: 0, asn: new Uint32Array(0) };
  return {
    ...routesOf(heard),
    ...fleetOf(shape, sites),
    ...catalogueOf(shape),
    networks: { ...nobody, name: [], country: [], members: new Float64Array(0) },
    metros: { ...place(0), id: [], members: new Float64Array(0) },
    clients: { ...nobody, prefix: new Uint32Array(0), metro: new Uint32Array(0) },
  };
}

function routesOf(heard: number): Pick<World, 'prefixes' | 'paths' | 'routes'> {
  const prefixes = prefixPool();
  const client = prefixes.add(4, 16, Uint32Array.of(0x0b010000, 0, 0, 0));
  const paths = pathPool();
  const path = paths.add(Uint32Array.of(64500), 1);
  return {
    prefixes: prefixes.columns(),
    paths: paths.columns(),
    routes: {
      count: heard,
      cluster: Uint32Array.from(rowsOf(heard)),
      prefix: new Uint32Array(heard).fill(client),
      path: new Uint32Array(heard).fill(path),
      med: new Uint32Array(heard),
      link: Uint32Array.from(rowsOf(heard)),
      rpki: new Uint8Array(heard).fill(2),
    },
  };
}

function fleetOf(
  { size, isUp }: Shape,
  sites: number,
): Pick<World, 'manifestId' | 'sites' | 'clusters' | 'appliances' | 'links'> {
  const rows = rowsOf(sites);
  const boxes = rows.flatMap((row) => Array<number>(size).fill(row));
  return {
    manifestId: sites > 0 ? ['m'] : [],
    sites: {
      ...place(sites),
      id: rows.map((row) => `s${row}`),
      kind: new Uint8Array(sites).fill(1),
    },
    clusters: {
      count: sites,
      id: rows.map((row) => `c${row}`),
      site: Uint32Array.from(rows),
      manifest: new Uint32Array(sites),
    },
    appliances: {
      count: boxes.length,
      id: boxes.map((row, k) => `a${row}-${k}`),
      cluster: Uint32Array.from(boxes),
      model: blanks(boxes.length),
      capacityBps: new Float64Array(boxes.length).fill(1e10),
      storageBytes: new Float64Array(boxes.length),
      state: new Uint8Array(boxes.length).fill(isUp ? 0 : 2),
    },
    links: {
      count: sites * 2,
      id: [...rows.map((row) => `i${row}`), ...rows.map((row) => `t${row}`)],
      site: Uint32Array.from([...rows, ...rows]),
      kind: Uint8Array.from({ length: sites * 2 }, (_, row) => (row < sites ? 2 : 3)),
      peerAsn: new Uint32Array(sites * 2),
      capacityBps: new Float64Array(sites * 2).fill(1e12),
    },
  };
}

/** One file; held by nobody where the shape says so. */
function catalogueOf({ copies, size }: Shape): Pick<World, 'titles' | 'files' | 'manifests'> {
  const held = copies === 0 ? 0 : 1;
  return {
    titles: {
      count: 1,
      id: ['t'],
      kind: new Uint8Array(1),
      language: blanks(1),
      region: blanks(1),
      releasedDay: new Float64Array(1).fill(Number.NaN),
      runtimeH: Float64Array.of(1),
      weight: Float64Array.of(1),
    },
    files: {
      count: 1,
      id: ['f'],
      title: new Uint32Array(1),
      sizeBytes: Float64Array.of(1e9),
      bitrateBps: Float64Array.of(1e6),
    },
    manifests: {
      count: held,
      manifest: new Uint32Array(held),
      file: new Uint32Array(held),
      copies: new Uint32Array(held).fill(Math.min(copies, size)),
    },
  };
}

/** The most that `isLetIn` says yes to, from 0 to `most`. */
function largest(most: number, isLetIn: (count: number) => boolean): number {
  let [low, high] = [0, most];
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (isLetIn(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * The largest snapshot of this shape that is let in, of `most` sites: sites first, then who is
 * heard.
 */
export function slowest(shape: Shape, most: number): Compiled {
  const holderWeight = shape.isWeighted ? (row: number) => 1 + (row % 7) : undefined;
  const compile = (sites: number, heard: number) =>
    compileWorld(worldOf(shape, sites, heard), holderWeight ? { holderWeight } : {});
  const sites = largest(most, (count) => compile(count, 0).compiled !== undefined);
  const heard = largest(sites, (count) => compile(sites, count).compiled !== undefined);
  const { compiled, problems } = compile(sites, heard);
  if (problems) throw new Error(problems[0]?.text);
  return compiled;
}
