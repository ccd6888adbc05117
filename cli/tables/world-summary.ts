// What is in a world, in a few numbers?
import { compareUtf8, linkKinds, siteKinds, type World } from '@fairlead/core';

/** Rows of each table, by table name. */
export function countsOf(world: World) {
  const { sites, clusters, appliances, links, routes, networks } = world;
  return {
    sites: sites.count,
    clusters: clusters.count,
    appliances: appliances.count,
    links: links.count,
    routes: routes.count,
    networks: networks.count,
    metros: world.metros.count,
    prefixes: world.clients.count,
    titles: world.titles.count,
    files: world.files.count,
    manifests: world.manifests.count,
  };
}

function sum(column: Float64Array): number {
  let total = 0;
  for (const value of column) total += value;
  return total;
}

/** Members, networks and sites per country, most members first. */
function countriesOf({ networks, sites }: World) {
  const byCode = new Map<
    string,
    { country: string; members: number; networks: number; sites: number }
  >();
  const row = (country: string) => {
    const found = byCode.get(country) ?? { country, members: 0, networks: 0, sites: 0 };
    byCode.set(country, found);
    return found;
  };
  for (let n = 0; n < networks.count; n++) {
    const found = row(networks.country[n] ?? '');
    found.members += networks.members[n] ?? 0;
    found.networks++;
  }
  for (const country of sites.country) row(country).sites++;
  return [...byCode.values()].sort(
    (a, b) => b.members - a.members || compareUtf8(a.country, b.country),
  );
}

/** Sites, appliances, capacity and storage per kind of site. */
function fleetOf({ sites, clusters, appliances }: World) {
  const kinds = siteKinds.map((kind) => ({
    kind,
    sites: 0,
    appliances: 0,
    capacityBps: 0,
    storageBytes: 0,
  }));
  for (const kind of sites.kind) {
    const found = kinds[kind];
    if (found) found.sites++;
  }
  for (let a = 0; a < appliances.count; a++) {
    const site = clusters.site[appliances.cluster[a] ?? 0] ?? 0;
    const found = kinds[sites.kind[site] ?? 0];
    if (!found) continue;
    found.appliances++;
    found.capacityBps += appliances.capacityBps[a] ?? 0;
    found.storageBytes += appliances.storageBytes[a] ?? 0;
  }
  return kinds;
}

function linksOf({ links }: World) {
  const kinds = linkKinds.map((kind) => ({ kind, links: 0, capacityBps: 0 }));
  links.kind.forEach((kind, row) => {
    const found = kinds[kind];
    if (!found) return;
    found.links++;
    found.capacityBps += links.capacityBps[row] ?? 0;
  });
  return kinds;
}

/** The networks with the most members. */
function largestNetworks({ networks, sites }: World, count: number) {
  const hosts = new Set<number>();
  sites.kind.forEach((kind, row) => {
    if (siteKinds[kind] === 'embedded') hosts.add(sites.asn[row] ?? 0);
  });
  const { asn, members, name, country } = networks;
  const rows = Array.from(asn.keys()).sort(
    (a, b) => (members[b] ?? 0) - (members[a] ?? 0) || (asn[a] ?? 0) - (asn[b] ?? 0),
  );
  return rows.slice(0, count).map((row) => ({
    asn: asn[row] ?? 0,
    name: name[row] ?? '',
    country: country[row] ?? '',
    members: members[row] ?? 0,
    hasEmbedded: hosts.has(asn[row] ?? 0),
  }));
}

/** How many client prefixes of each family have which length, shortest first. */
export function prefixLengthsOf({ clients, prefixes }: World) {
  const count = new Map<number, { family: number; length: number; prefixes: number }>();
  for (const prefix of clients.prefix) {
    const family = prefixes.family[prefix] ?? 4;
    const length = prefixes.length[prefix] ?? 0;
    const found = count.get(family * 256 + length) ?? { family, length, prefixes: 0 };
    found.prefixes++;
    count.set(family * 256 + length, found);
  }
  return [...count.values()].sort((a, b) => a.family - b.family || a.length - b.length);
}

/** The summary that `world show --json` prints. */
export function summaryOf(world: World) {
  return {
    counts: countsOf(world),
    members: sum(world.networks.members),
    catalogueBytes: sum(world.files.sizeBytes),
    countries: countriesOf(world),
    sites: fleetOf(world),
    links: linksOf(world),
    networks: largestNetworks(world, 10),
    prefixLengths: prefixLengthsOf(world),
  };
}
export type WorldSummary = ReturnType<typeof summaryOf>;
