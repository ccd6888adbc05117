// Which small world do tests of the generator look at, and is it whole?
import { compareUtf8, type World } from '@fairlead/core';
import * as assert from 'uvu/assert';
import { generateWorld } from '../../generate/generate-world.ts';
import type { CountryRow, Place } from '../../generate/rows.ts';

const noRow = 0xffffffff;

export const countries: CountryRow[] = [
  { code: 'BE', name: 'Belgium', continent: 'EU', languages: ['nl', 'fr', 'de'] },
  { code: 'GR', name: 'Greece', continent: 'EU', languages: ['el'] },
  { code: 'IE', name: 'Ireland', continent: 'EU', languages: ['ga', 'en'] },
  { code: 'NL', name: 'Netherlands', continent: 'EU', languages: ['nl'] },
];

const capitals = [
  {
    name: 'Brussels',
    country: 'BE',
    lat: 50.85,
    lon: 4.35,
    timezone: 'Europe/Brussels',
    of: 10.2e6,
  },
  { name: 'Athens', country: 'GR', lat: 37.98, lon: 23.73, timezone: 'Europe/Athens', of: 8.6e6 },
  { name: 'Dublin', country: 'IE', lat: 53.33, lon: -6.25, timezone: 'Europe/Dublin', of: 3.4e6 },
  {
    name: '\'s, "Town" é',
    country: 'NL',
    lat: 52.4,
    lon: 4.9,
    timezone: 'Europe/Amsterdam',
    of: 16e6,
  },
];

/** Forty towns a country, sizes falling as 1 / rank, on a spiral round the capital. */
export const places: Place[] = capitals.flatMap(({ of, ...capital }) =>
  Array.from({ length: 40 }, (_, k) => ({
    ...capital,
    name:
      k === 0 ? capital.name : `${capital.name.slice(0, 4)} ${String.fromCharCode(65 + (k % 20))}`,
    lat: capital.lat + Math.sin(k) * k * 0.02,
    lon: capital.lon + Math.cos(k) * k * 0.03,
    population: Math.round(of / 4.28 / (k + 1)),
  })),
);

export const small = generateWorld({ size: 'small', seed: 1 }, places, countries);

function assertRows(column: Uint32Array, count: number, text: string): void {
  for (const row of column) assert.ok(row < count, `${text}: row ${row} of ${count}`);
}

export function assertWhole(world: World): void {
  const { sites, clusters, appliances, links, routes, clients, files, manifests } = world;
  assertRows(clusters.site, sites.count, 'clusters.site');
  assertRows(clusters.manifest, world.manifestId.length, 'clusters.manifest');
  assertRows(appliances.cluster, clusters.count, 'appliances.cluster');
  assertRows(links.site, sites.count, 'links.site');
  assertRows(routes.cluster, clusters.count, 'routes.cluster');
  assertRows(routes.prefix, world.prefixes.count, 'routes.prefix');
  assertRows(routes.path, world.paths.count, 'routes.path');
  assertRows(routes.link, links.count, 'routes.link');
  assertRows(clients.prefix, world.prefixes.count, 'clients.prefix');
  assertRows(clients.metro, world.metros.count, 'clients.metro');
  assertRows(files.title, world.titles.count, 'files.title');
  assertRows(manifests.manifest, world.manifestId.length, 'manifests.manifest');
  assertRows(manifests.file, files.count, 'manifests.file');
  for (let row = 0; row < routes.count; row++) {
    const site = clusters.site[routes.cluster[row] ?? noRow];
    assert.is(links.site[routes.link[row] ?? noRow], site, 'a link of the cluster’s site');
    assert.is.not(links.kind[routes.link[row] ?? noRow], 3, 'transit carries no routes');
  }
  for (const ids of [sites.id, clusters.id, appliances.id, links.id, world.titles.id, files.id]) {
    for (let row = 1; row < ids.length; row++)
      assert.ok(compareUtf8(ids[row - 1] ?? '', ids[row] ?? '') < 0, `sorted: ${ids[row]}`);
  }
  assert.is(new Set(world.metros.id).size, world.metros.count, 'metro ids are unique');
  const names = [world.networks.name, world.metros.city, sites.city, world.metros.id];
  for (const name of [...names.flat(), ...sites.id, ...world.manifestId])
    assert.not.match(name, /[\p{Cc},"]/u);
}
