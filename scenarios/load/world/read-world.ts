// Which world does a folder of tables hold, or what is wrong with it?
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { compareUtf8, type Problem, type World } from '@fairlead/core';
import { byteLimits } from '../byte-source.ts';
import { suggestion } from '../nearest.ts';
import { type ProblemList, report } from '../problems.ts';
import { allTexts } from './byte-index.ts';
import { type Growing, rowsOf, textsOf } from './columns.ts';
import { readTable, type TableLimits, type TableRead } from './read-table.ts';
import * as tables from './tables.ts';
import { checkAgainstAbout } from './world-about.ts';

/**
 * The tables of a world in the order in which they are read: a reference points backwards, and
 * prefixes are numbered as `prefixes.csv` has them, those of routes alone behind them.
 */
export const tableNames = [
  'sites',
  'clusters',
  'appliances',
  'links',
  'networks',
  'metros',
  'prefixes',
  'routes',
  'titles',
  'files',
  'manifests',
] as const;
export type TableName = (typeof tableNames)[number];

export const worldLimits: TableLimits = { ...byteLimits, lineBytesMax: 1 << 20, columnsMax: 256 };

export type ReadOptions = { readonly limits?: Partial<TableLimits> };

/** A world, or what is wrong: the first problems in full and the number of the others. */
export type WorldRead =
  | { readonly world: World }
  | { readonly problems: readonly Problem[]; readonly more: number };

function createShapes() {
  const pools = tables.createPools();
  const sites = tables.siteTable();
  const clusters = tables.clusterTable(sites.key);
  const links = tables.linkTable(sites.key);
  const metros = tables.metroTable();
  const titles = tables.titleTable();
  const files = tables.fileTable(titles.key);
  return {
    pools,
    sites,
    clusters,
    appliances: tables.applianceTable(clusters.key),
    links,
    routes: tables.routeTable(clusters, links, sites.key, pools),
    networks: tables.networkTable(),
    metros,
    prefixes: tables.clientTable(metros.key, pools),
    titles,
    files,
    manifests: tables.manifestTable(clusters.manifestKey, files.key),
  };
}
type Shapes = ReturnType<typeof createShapes>;

/** The file of a table in the folder, or nothing when there is none or more than one. */
function fileOf(
  folder: string,
  name: TableName,
  there: readonly string[],
  list: ProblemList,
): string | undefined {
  const found = [`${name}.csv`, `${name}.csv.gz`].filter((file) => there.includes(file));
  if (found.length === 1) return join(folder, found[0] as string);
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
  return tableNames.some((name) => file === `${name}.csv` || file === `${name}.csv.gz`);
}

async function listFolder(folder: string, list: ProblemList): Promise<string[] | undefined> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const text = code === 'ENOENT' ? 'there is no such folder' : `cannot be listed: ${message}`;
    report(list, () => ({ code: 'no-folder', path: '', text, file: folder }));
    return undefined;
  }
}

/**
 * The world in `folder` (eleven tables, `<name>.csv` or `<name>.csv.gz`), or the problems of all
 * its tables, each with file, line and column. Where `world.json` is there, row counts and SHA-256
 * of the tables have to agree with it. Unknown columns and other files are ignored.
 */
export async function readWorld(folder: string, options: ReadOptions = {}): Promise<WorldRead> {
  const list: ProblemList = { problems: [], more: 0 };
  const limits = { ...worldLimits, ...options.limits };
  const there = await listFolder(folder, list);
  if (there === undefined) return { problems: list.problems, more: list.more };
  const shapes = createShapes();
  const reads = new Map<string, TableRead>();
  for (const name of tableNames) {
    const path = fileOf(folder, name, there, list);
    if (path === undefined) continue;
    reads.set(name, await readTable(shapes[name], path, limits, list));
    if (name === 'clusters') shapes.clusters.manifestKey.isWhole = shapes.clusters.key.isWhole;
  }
  if (there.includes('world.json')) await checkAgainstAbout(folder, reads, list);
  if (list.problems.length > 0) return { problems: list.problems, more: list.more };
  return { world: worldOf(shapes) };
}

/** A column of manifests with their rows after sorting. */
type Renumber = (column: Growing<Uint32Array>) => Uint32Array;

/** Names in byte order, so that rows do not depend on which cluster comes first. */
function sortManifests(names: readonly string[]): { manifestId: string[]; newRow: Renumber } {
  const manifestId = [...names].sort(compareUtf8);
  const place = new Map(manifestId.map((name, row) => [name, row]));
  const rowOf = Uint32Array.from(names, (name) => place.get(name) ?? 0);
  return { manifestId, newRow: (column) => rowsOf(column).map((row) => rowOf[row] as number) };
}

function fleetOf(shapes: Shapes, newRow: Renumber) {
  const { sites, clusters, appliances, links } = shapes;
  return {
    sites: {
      count: sites.kind.count,
      id: allTexts(sites.key.index),
      kind: rowsOf(sites.kind),
      asn: rowsOf(sites.asn),
      country: textsOf(sites.country),
      city: textsOf(sites.city),
      lat: rowsOf(sites.lat),
      lon: rowsOf(sites.lon),
      timezone: textsOf(sites.timezone),
    },
    clusters: {
      count: clusters.site.count,
      id: allTexts(clusters.key.index),
      site: rowsOf(clusters.site),
      manifest: newRow(clusters.manifest),
    },
    appliances: {
      count: appliances.cluster.count,
      id: allTexts(appliances.key.index),
      cluster: rowsOf(appliances.cluster),
      model: textsOf(appliances.model),
      capacityBps: rowsOf(appliances.capacityBps),
      storageBytes: rowsOf(appliances.storageBytes),
      state: rowsOf(appliances.state),
    },
    links: {
      count: links.site.count,
      id: allTexts(links.key.index),
      site: rowsOf(links.site),
      kind: rowsOf(links.kind),
      peerAsn: rowsOf(links.peerAsn),
      capacityBps: rowsOf(links.capacityBps),
    },
  };
}

function audienceOf({ networks, metros, prefixes }: Shapes) {
  return {
    networks: {
      count: networks.asn.count,
      asn: rowsOf(networks.asn),
      name: textsOf(networks.network),
      country: textsOf(networks.country),
      members: rowsOf(networks.members),
    },
    metros: {
      count: metros.asn.count,
      id: allTexts(metros.key.index),
      asn: rowsOf(metros.asn),
      country: textsOf(metros.country),
      city: textsOf(metros.city),
      lat: rowsOf(metros.lat),
      lon: rowsOf(metros.lon),
      timezone: textsOf(metros.timezone),
      members: rowsOf(metros.members),
    },
    clients: {
      count: prefixes.prefix.count,
      prefix: rowsOf(prefixes.prefix),
      asn: rowsOf(prefixes.asn),
      metro: rowsOf(prefixes.metro),
    },
  };
}

function catalogueOf({ titles, files, manifests }: Shapes, newRow: Renumber) {
  return {
    titles: {
      count: titles.kind.count,
      id: allTexts(titles.key.index),
      kind: rowsOf(titles.kind),
      language: textsOf(titles.language),
      region: textsOf(titles.region),
      releasedDay: rowsOf(titles.releasedDay),
      runtimeH: rowsOf(titles.runtimeH),
      weight: rowsOf(titles.weight),
    },
    files: {
      count: files.title.count,
      id: allTexts(files.key.index),
      title: rowsOf(files.title),
      sizeBytes: rowsOf(files.sizeBytes),
      bitrateBps: rowsOf(files.bitrateBps),
    },
    manifests: {
      count: manifests.manifest.count,
      manifest: newRow(manifests.manifest),
      file: rowsOf(manifests.file),
      copies: rowsOf(manifests.copies),
    },
  };
}

function worldOf(shapes: Shapes): World {
  const { routes, pools, clusters } = shapes;
  const { manifestId, newRow } = sortManifests(allTexts(clusters.manifestKey.index));
  return {
    prefixes: pools.prefixes.pool.columns(),
    paths: pools.paths.columns(),
    manifestId,
    ...fleetOf(shapes, newRow),
    routes: {
      count: routes.cluster.count,
      cluster: rowsOf(routes.cluster),
      prefix: rowsOf(routes.prefix),
      path: rowsOf(routes.path),
      med: rowsOf(routes.med),
      link: rowsOf(routes.link),
      rpki: rowsOf(routes.rpki),
    },
    ...audienceOf(shapes),
    ...catalogueOf(shapes, newRow),
  };
}
