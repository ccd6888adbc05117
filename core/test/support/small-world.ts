// How does an example state its world? One line per row, words between spaces.
import {
  applianceStates,
  linkKinds,
  pathPool,
  prefixPool,
  rpkiStates,
  siteKinds,
  type World,
} from '../../index.ts';
import { addressOf } from './oracle-basics.ts';

/** Rows as lines; what stands in brackets may be left out. */
export type Lines = {
  /** site kind [lat lon] */
  readonly sites: readonly string[];
  /** cluster site [manifest] */
  readonly clusters: readonly string[];
  /** appliance cluster [capacityBps state] */
  readonly appliances: readonly string[];
  /** link site kind [capacityBps] */
  readonly links: readonly string[];
  /** cluster prefix as,path link [med rpki] */
  readonly routes: readonly string[];
  /** manifest file [copies] */
  readonly manifests: readonly string[];
  /** metro lat lon */
  readonly metros?: readonly string[];
  /** prefix metro */
  readonly clients?: readonly string[];
};

const split = (lines: readonly string[] = []) =>
  lines.map((line) => {
    const words = line.split(' ');
    return (n: number, otherwise = '') => words[n] ?? otherwise;
  });

function find(ids: readonly string[], id: string): number {
  const row = ids.indexOf(id);
  if (row < 0) throw new Error(`no row is named ${id}`);
  return row;
}

const blanks = (rows: { readonly length: number }) => Array<string>(rows.length).fill('');

type Rows = ReturnType<typeof split>;
const idsOf = (rows: Rows) => rows.map((row) => row(0));
/** Rows of the table `ids` that word `n` names. */
const refer = (rows: Rows, ids: readonly string[], n: number, otherwise = '') =>
  Uint32Array.from(rows, (row) => find(ids, row(n, otherwise)));
const codes = (rows: Rows, words: readonly string[], n: number, otherwise = '') =>
  Uint8Array.from(rows, (row) => find(words, row(n, otherwise)));
const numbers = (rows: Rows, n: number, otherwise = '0') =>
  Float64Array.from(rows, (row) => Number(row(n, otherwise)));

/** Sites and metros have most columns in common. */
function placesOf(rows: Rows, at: number) {
  return {
    count: rows.length,
    id: idsOf(rows),
    asn: new Uint32Array(rows.length),
    country: blanks(rows),
    city: blanks(rows),
    lat: numbers(rows, at),
    lon: numbers(rows, at + 1),
    timezone: blanks(rows),
  };
}

function fleetOf(lines: Lines, manifestId: readonly string[]) {
  const sites = split(lines.sites);
  const clusters = split(lines.clusters);
  const appliances = split(lines.appliances);
  const links = split(lines.links);
  return {
    sites: { ...placesOf(sites, 2), kind: codes(sites, siteKinds, 1) },
    clusters: {
      count: clusters.length,
      id: idsOf(clusters),
      site: refer(clusters, idsOf(sites), 1),
      manifest: Uint32Array.from(clusters, (row) => find(manifestId, row(2, row(0)))),
    },
    appliances: {
      count: appliances.length,
      id: idsOf(appliances),
      cluster: refer(appliances, idsOf(clusters), 1),
      model: blanks(appliances),
      capacityBps: numbers(appliances, 2, '1e9'),
      storageBytes: new Float64Array(appliances.length),
      state: codes(appliances, applianceStates, 3, 'up'),
    },
    links: {
      count: links.length,
      id: idsOf(links),
      site: refer(links, idsOf(sites), 1),
      kind: codes(links, linkKinds, 2),
      peerAsn: new Uint32Array(links.length),
      capacityBps: numbers(links, 3, '1e9'),
    },
  };
}

function networkOf(lines: Lines) {
  const prefixes = prefixPool();
  const paths = pathPool();
  const prefixRow = (text: string) => {
    const [start = '', length] = text.split('/');
    const { family, address } = addressOf(start);
    const whole = family === 4 ? address << 96n : address;
    const words = [96n, 64n, 32n, 0n].map((shift) => Number((whole >> shift) & 0xffffffffn));
    return prefixes.add(family, Number(length), words);
  };
  const pathRow = (text: string) => {
    const hops = text.split(',').map(Number);
    return paths.add(hops, hops.length);
  };
  const routes = split(lines.routes);
  const metros = split(lines.metros);
  const clients = split(lines.clients);
  const tables = {
    routes: {
      count: routes.length,
      cluster: refer(routes, idsOf(split(lines.clusters)), 0),
      prefix: Uint32Array.from(routes, (row) => prefixRow(row(1))),
      path: Uint32Array.from(routes, (row) => pathRow(row(2))),
      link: refer(routes, idsOf(split(lines.links)), 3),
      med: Uint32Array.from(numbers(routes, 4)),
      rpki: codes(routes, rpkiStates, 5, 'valid'),
    },
    clients: {
      count: clients.length,
      prefix: Uint32Array.from(clients, (row) => prefixRow(row(0))),
      asn: new Uint32Array(clients.length),
      metro: refer(clients, idsOf(metros), 1),
    },
    metros: { ...placesOf(metros, 1), members: new Float64Array(metros.length) },
  };
  return { ...tables, prefixes: prefixes.columns(), paths: paths.columns() };
}

function catalogueOf(lines: Lines, manifestId: readonly string[]) {
  const manifests = split(lines.manifests);
  const id = [...new Set(manifests.map((row) => row(1)))];
  const zeros = new Float64Array(id.length);
  return {
    titles: {
      count: id.length,
      id: id.map((file) => `title of ${file}`),
      kind: new Uint8Array(id.length),
      language: blanks(id),
      region: blanks(id),
      releasedDay: zeros,
      runtimeH: zeros,
      weight: zeros,
    },
    files: {
      count: id.length,
      id,
      title: Uint32Array.from(id.keys()),
      sizeBytes: zeros,
      bitrateBps: zeros,
    },
    manifests: {
      count: manifests.length,
      manifest: refer(manifests, manifestId, 0),
      file: refer(manifests, id, 1),
      copies: Uint32Array.from(numbers(manifests, 2, '1')),
    },
  };
}

/** The world of these lines; files and titles are those that manifests name. */
export function worldOf(lines: Lines): World {
  const manifestId = [...new Set(split(lines.clusters).map((row) => row(2, row(0))))];
  const none = { asn: new Uint32Array(0), members: new Float64Array(0) };
  return {
    manifestId,
    ...fleetOf(lines, manifestId),
    ...networkOf(lines),
    ...catalogueOf(lines, manifestId),
    networks: { count: 0, name: [], country: [], ...none },
  };
}
