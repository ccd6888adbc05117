// What does the world around some networks and their prefixes look like?
import {
  type Clients,
  compareUtf8,
  type Networks,
  noRow,
  type PrefixColumns,
  prefixPool,
  type Sites,
  siteKinds,
  type World,
} from '@fairlead/core';
import {
  drawExchanges,
  exchangeMembers,
  type Homes,
  placeExchanges,
  presentExchanges,
} from './exchanges.ts';
import { firstManifests } from './manifests.ts';
import {
  addressOrder,
  type Holdings,
  holdingsOf,
  homesOf,
  type Spread,
  spreadMembers,
} from './networks/metros.ts';
import { membersPerInhabitant } from './networks/networks.ts';
import { loadsOf } from './peak-load.ts';
import { drawSessions } from './peering.ts';
import { drawLinks, drawRoutes } from './routes.ts';
import { type CountryRow, type FurnishInput, growing, indexPlaces } from './rows.ts';
import { embeddedSites, furnishSites, ixSites, type SiteDraft } from './sites.ts';
import { drawFiles, drawTitles, titleCounts } from './titles.ts';

/**
 * The world around given networks and prefixes: metros, homes of prefixes, exchanges, sites,
 * clusters, appliances, links, routes, catalogue and first manifests, all from the models of this
 * room. `generateWorld` draws its input; an importer brings real networks and prefixes.
 * - Tables are sorted by id, networks by AS number, metros by AS number and city, prefixes by
 *   address, routes by cluster, network and prefix.
 * - A prefix that several networks announce has the clients of the lowest AS number.
 * - An appliance has titles ÷ 16,000 of its storage, so that a small catalogue fits a small world's
 *   appliances as the whole one does the real.
 */
export function furnishWorld(input: FurnishInput): World {
  const { seed, size, networks, announced, countries } = input;
  const progress = input.progress ?? (() => {});
  const placesOf = indexPlaces(input.places);
  progress(0, 'metros');
  const users = usersOf(networks, countries);
  const order = addressOrder(announced);
  const holdings = holdingsOf(networks, announced, order);
  const spread = spreadMembers(seed, networks, holdings.topCount, placesOf);
  const homes = homesOf(seed, networks, announced, holdings, spread);
  const named = namePrefixes(input, order, holdings, homes);
  progress(0.25, 'sites and exchanges');
  const networkHomes = largestMetros(networks, spread);
  const usersByCountry = sumByCountry(networks, users);
  const exchanges = presentExchanges(
    input.exchanges
      ? placeExchanges(input.exchanges, placesOf)
      : drawExchanges(seed, size, usersByCountry, placesOf),
  );
  const sites = [...embeddedSites(seed, networks, users, spread), ...ixSites(exchanges)].sort(
    (a, b) => compareUtf8(a.id, b.id),
  );
  const onExchange = sites.map(({ exchange }) =>
    exchange ? exchangeMembers(seed, exchange, networks, networkHomes) : new Uint32Array(0),
  );
  progress(0.4, 'links');
  const peering = { seed, networks, spread, homes: networkHomes, sites, onExchange };
  const sessions = drawSessions(peering);
  const loads = loadsOf(sessions, sites, spread);
  const storageShare = titleCounts[size] / titleCounts.global;
  const { clusters, appliances } = furnishSites(sites, loads, storageShare);
  const capacityBps = new Float64Array(sites.length);
  for (let row = 0; row < appliances.count; row++)
    capacityBps[clusters.site[appliances.cluster[row]]] += appliances.capacityBps[row];
  const { links, rowOf } = drawLinks(sites, capacityBps, sessions, loads, networks);
  progress(0.5, 'catalogue');
  const titles = drawTitles(seed, titleCounts[size], networks);
  const files = drawFiles(titles);
  const first = firstManifests({ networks, sites, clusters, appliances, titles, files });
  progress(0.7, 'routes');
  const { routes, paths } = drawRoutes({
    seed,
    networks,
    holdings,
    prefixRow: named.rowOf,
    homes,
    spread,
    sites,
    clusters,
    sessions,
    linkRowOf: rowOf,
  });
  progress(1, 'done');
  return {
    prefixes: named.prefixes,
    paths,
    manifestId: first.manifestId,
    sites: siteTable(sites),
    clusters: { ...clusters, manifest: first.ofCluster },
    appliances,
    links,
    routes,
    networks,
    metros: spread.metros,
    clients: named.clients,
    titles,
    files,
    manifests: first.manifests,
  };
}

/** Internet users behind each network: members over the country's members per inhabitant. */
export function usersOf(networks: Networks, countries: readonly CountryRow[]): Float64Array {
  const share = new Map(countries.map((row) => [row.code, membersPerInhabitant(row)]));
  return networks.members.map((members, row) => {
    const perInhabitant = share.get(networks.country[row]) ?? 0;
    return members / (perInhabitant > 0 ? perInhabitant : 0.05);
  });
}

function sumByCountry(
  networks: Networks,
  users: Float64Array,
): { readonly code: string; readonly users: number }[] {
  const sums = new Map<string, number>();
  users.forEach((value, row) => {
    const code = networks.country[row];
    sums.set(code, (sums.get(code) ?? 0) + value);
  });
  return [...sums].map(([code, sum]) => ({ code, users: sum }));
}

/** Where each network's largest metro is. */
function largestMetros(networks: Networks, { metros, start }: Spread): Homes {
  const lat = new Float64Array(networks.count);
  const lon = new Float64Array(networks.count);
  for (let network = 0; network < networks.count; network++) {
    let largest = start[network];
    for (let metro = largest; metro < start[network + 1]; metro++)
      if (metros.members[metro] > metros.members[largest]) largest = metro;
    lat[network] = metros.lat[largest];
    lon[network] = metros.lon[largest];
  }
  return { lat, lon };
}

type NamedPrefixes = {
  readonly prefixes: PrefixColumns;
  readonly clients: Clients;
  /** Row in `prefixes`, by row in `announced`. */
  readonly rowOf: Uint32Array;
};

/** Every held prefix once, in address order, and whose clients are behind it. */
function namePrefixes(
  { announced }: FurnishInput,
  order: Uint32Array,
  holdings: Holdings,
  homes: Uint32Array,
): NamedPrefixes {
  const { family, length, word0, word1, word2, word3 } = announced.prefixes;
  const metroOf = new Uint32Array(announced.prefixes.count).fill(noRow);
  for (let at = 0; at < holdings.row.length; at++) metroOf[holdings.row[at]] = homes[at];
  const pool = prefixPool();
  const rowOf = new Uint32Array(announced.prefixes.count).fill(noRow);
  const columns = { prefix: growing(), asn: growing(), metro: growing() };
  const words = new Uint32Array(4);
  let count = 0;
  for (const row of order) {
    if (metroOf[row] === noRow) continue;
    words[0] = word0[row];
    words[1] = word1[row];
    words[2] = word2[row];
    words[3] = word3[row];
    const prefix = pool.add(family[row], length[row], words);
    rowOf[row] = prefix;
    if (prefix < count) continue;
    count++;
    columns.prefix.push(prefix);
    columns.asn.push(announced.asn[row]);
    columns.metro.push(metroOf[row]);
  }
  const prefix = columns.prefix.done();
  return {
    prefixes: pool.columns(),
    clients: { count: prefix.length, prefix, asn: columns.asn.done(), metro: columns.metro.done() },
    rowOf,
  };
}

function siteTable(drafts: readonly SiteDraft[]): Sites {
  return {
    count: drafts.length,
    id: drafts.map((row) => row.id),
    kind: Uint8Array.from(drafts, (row) => siteKinds.indexOf(row.kind)),
    asn: Uint32Array.from(drafts, (row) => row.asn),
    country: drafts.map((row) => row.country),
    city: drafts.map((row) => row.city),
    lat: Float64Array.from(drafts, (row) => row.lat),
    lon: Float64Array.from(drafts, (row) => row.lon),
    timezone: drafts.map((row) => row.timezone),
  };
}
