// What in a sound world contradicts itself, and is accepted all the same?
import { given } from '../base/given.ts';
import { noRow } from '../base/ids.ts';
import type { Problem } from '../base/problem.ts';
import { counted, quoted } from '../door/wording.ts';
import { findTwins } from './check-rows.ts';
import { linkKinds, siteKinds, type World } from './world.ts';

/** One kind of oddity: how many rows have it, and the first of them. */
export type OddRows = Problem & { readonly count: number };

/** Tells a row: of which kind, in which column it stands, and what is odd about it. */
type Tell = (code: string, path: string, text: () => string) => void;

const embedded = siteKinds.indexOf('embedded');

/**
 * What contradicts itself in a world that `checkWorld` finds sound, by kind, with how many rows and
 * the first one: clients whose AS number is not that of their metro; metros in another country than
 * their network; an AS number that no network has, of a metro, an embedded site or a private link;
 * links whose kind is not that of their site; a route that is there twice over one link; clusters
 * without a file; tables without rows. AS numbers are no references, and several routes are
 * normal: all of it is accepted, and mostly a slip. Pure; O(rows).
 *
 * @example
 * const odd = oddRows({ ...world, networks: { ...world.networks, count: 0 } });
 * console.log(odd.some(({ code }) => code === 'no-rows')); // => true
 */
export function oddRows(world: World): OddRows[] {
  given(world, 'world');
  const found = new Map<string, { count: number; problem: Problem }>();
  const tell: Tell = (code, path, text) => {
    const kind = `${code} ${path.replace(/\[\d+\]/, '')}`;
    const before = found.get(kind);
    if (before === undefined) found.set(kind, { count: 1, problem: { code, path, text: text() } });
    else before.count++;
  };
  tellEmpty(world, tell);
  tellNetworks(world, tell);
  tellClients(world, tell);
  tellLinks(world, tell);
  tellRoutes(world, tell);
  tellClusters(world, tell);
  return [...found.values()].map(({ count, problem }) => ({ ...problem, count }));
}

const needed = ['sites', 'clusters', 'appliances', 'links', 'routes'] as const;
const asked = ['networks', 'metros', 'clients', 'titles', 'files', 'manifests'] as const;

function tellEmpty(world: World, tell: Tell): void {
  for (const table of [...needed, ...asked])
    if (world[table].count === 0) tell('no-rows', table, () => 'has no rows');
}

/** The row of each network by its AS number. */
function networkRows({ networks }: World): (asn: number) => number {
  const rows = new Map<number, number>();
  for (let row = 0; row < networks.count; row++) rows.set(networks.asn[row], row);
  return (asn) => rows.get(asn) ?? noRow;
}

/** AS numbers of who is in a network, and the country of metros. */
function tellNetworks(world: World, tell: Tell): void {
  const { networks, metros, sites, links } = world;
  if (networks.count === 0) return;
  const rowOf = networkRows(world);
  const unknown = (asn: number): string =>
    asn === 0 ? 'has no AS number' : `is of AS${asn}, which no network is`;
  for (let row = 0; row < metros.count; row++) {
    const network = rowOf(metros.asn[row]);
    const name = () => `metro ${quoted(metros.id[row])}`;
    if (network === noRow) {
      tell('unknown-asn', `metros[${row}].asn`, () => `${name()} ${unknown(metros.asn[row])}`);
      continue;
    }
    const [here, there] = [metros.country[row], networks.country[network]];
    if (here === there || here === '' || there === '') continue;
    const text = () => `${name()} is in ${here}, its network AS${metros.asn[row]} in ${there}`;
    tell('other-country', `metros[${row}].country`, text);
  }
  for (let row = 0; row < sites.count; row++) {
    if (sites.kind[row] !== embedded || rowOf(sites.asn[row]) !== noRow) continue;
    const text = () => `embedded site ${quoted(sites.id[row])} ${unknown(sites.asn[row])}`;
    tell('unknown-asn', `sites[${row}].asn`, text);
  }
  const pni = linkKinds.indexOf('pni');
  for (let row = 0; row < links.count; row++) {
    if (links.kind[row] !== pni || rowOf(links.peerAsn[row]) !== noRow) continue;
    const text = () => `pni link ${quoted(links.id[row])} ${unknown(links.peerAsn[row])}`;
    tell('unknown-asn', `links[${row}].peerAsn`, text);
  }
}

function tellClients({ clients, metros }: World, tell: Tell): void {
  for (let row = 0; row < clients.count; row++) {
    const [metro, asn] = [clients.metro[row], clients.asn[row]];
    if (asn === metros.asn[metro]) continue;
    const name = () => `metro ${quoted(metros.id[metro])} of AS${metros.asn[metro]}`;
    const text = () => `clients of AS${asn} are in ${name()}`;
    tell('other-asn', `clients[${row}].asn`, text);
  }
}

/** An embedded site has links into its network alone, and no other site has such links. */
function tellLinks({ links, sites }: World, tell: Tell): void {
  const inside = linkKinds.indexOf('embedded');
  for (let row = 0; row < links.count; row++) {
    const [kind, site] = [links.kind[row], links.site[row]];
    if ((kind === inside) === (sites.kind[site] === embedded)) continue;
    const link = () => `${linkKinds[kind]} link ${quoted(links.id[row])}`;
    const place = () => `${siteKinds[sites.kind[site]]} site ${quoted(sites.id[site])}`;
    tell('other-kind', `links[${row}].kind`, () => `${link()} is at ${place()}`);
  }
}

function tellRoutes({ routes, clusters, links }: World, tell: Tell): void {
  findTwins([routes.cluster, routes.prefix, routes.link], (row) => {
    const by = () => `${quoted(clusters.id[routes.cluster[row]])} over`;
    const link = () => quoted(links.id[routes.link[row]]);
    const text = () => `a prefix that ${by()} ${link()} has a route for already`;
    tell('route-again', `routes[${row}].link`, text);
  });
}

function tellClusters({ clusters, manifests, manifestId }: World, tell: Tell): void {
  const files = new Uint32Array(manifestId.length);
  for (let row = 0; row < manifests.count; row++) files[manifests.manifest[row]]++;
  for (let row = 0; row < clusters.count; row++) {
    const manifest = clusters.manifest[row];
    if (files[manifest] > 0) continue;
    const holds = () => `manifest ${quoted(manifestId[manifest])} of ${counted(0, 'file')}`;
    const text = () => `cluster ${quoted(clusters.id[row])} holds ${holds()}`;
    tell('no-files', `clusters[${row}].manifest`, text);
  }
}
